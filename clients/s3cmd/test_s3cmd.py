# SPDX-License-Identifier: Apache-2.0
"""s3cmd, path style: host_bucket is host_base."""

import os
from pathlib import Path

import pytest

from harness.bodies import MIB, SIZES, body, read_tree, write_sizes, write_tree
from harness.program import Program

NO_SECRET = ("The secret key required to complete authentication could not be found. The region must be specified if"
             " this is not the home region for the tenancy.")


@pytest.fixture
def s3cmd(endpoint, tmp_path_factory):
    host = endpoint.removeprefix("http://")
    config: Path = tmp_path_factory.mktemp("s3cmd") / "s3cfg"
    config.write_text(f"""[default]
access_key = {os.environ["AWS_ACCESS_KEY_ID"]}
secret_key = {os.environ["AWS_SECRET_ACCESS_KEY"]}
host_base = {host}
host_bucket = {host}
bucket_location = us-ashburn-1
use_https = False
max_retries = 1
""")
    return Program("--config", config, "--no-progress")


def test_objects_of_every_size(s3cmd, bucket, tmp_path):
    write_sizes(tmp_path / "there")

    (tmp_path / "back").mkdir()
    s3cmd("put", "--recursive", f"{tmp_path}/there/", f"s3://{bucket}/")
    s3cmd("get", "--recursive", f"s3://{bucket}/", f"{tmp_path}/back/")

    assert read_tree(tmp_path / "back") == {str(size): body(size) for size in SIZES}


def test_a_tree_with_hostile_names(s3cmd, s3, bucket, tmp_path):
    source = tmp_path / "source"
    tree = write_tree(source)

    s3cmd("sync", f"{source}/", f"s3://{bucket}/")
    assert {entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]} == set(tree)
    s3cmd("sync", f"s3://{bucket}/", f"{tmp_path}/back/")
    assert read_tree(tmp_path / "back") == tree
    (source / "plain.txt").write_bytes(b"changed, and longer by that")
    (source / "plus+plus.txt").unlink()
    s3cmd("sync", "--delete-removed", f"{source}/", f"s3://{bucket}/")
    (tmp_path / "again").mkdir()
    s3cmd("get", "--recursive", f"s3://{bucket}/", f"{tmp_path}/again/")
    assert read_tree(tmp_path / "again") == read_tree(source)


def test_plain_delete_objects(s3cmd, s3, bucket):
    """It sends Content-MD5, which OCI takes."""
    for number in range(20):
        s3.put_object(Bucket=bucket, Key=f"folder/{number} + % & <>", Body=b"x")

    s3cmd("del", "--recursive", "--force", f"s3://{bucket}/folder/")

    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_copies(s3cmd, s3, new_bucket):
    bucket, other = new_bucket(), new_bucket()
    s3.put_object(Bucket=bucket, Key="a b+c/ü", Body=b"here", ContentType="image/png", Metadata={"n": "1"})

    s3cmd("cp", f"s3://{bucket}/a b+c/ü", f"s3://{other}/copy +")
    s3cmd("mv", f"s3://{bucket}/a b+c/ü", f"s3://{other}/moved %")
    s3cmd("modify", "--add-header", "Cache-Control: no-cache", f"s3://{other}/copy +")

    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    for key in ("copy +", "moved %"):
        got = s3.get_object(Bucket=other, Key=key)
        assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (b"here", "image/png", {"n": "1"})
    assert s3.head_object(Bucket=other, Key="copy +")["CacheControl"] == "no-cache"


def test_multipart_with_parallel_parts(s3cmd, s3, bucket, tmp_path):
    """One after the other, in fact; what was sent already is not sent again."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(body(33 * MIB + 5))
    upload = s3.create_multipart_upload(Bucket=bucket, Key="big")["UploadId"]
    s3.upload_part(Bucket=bucket, Key="big", UploadId=upload, PartNumber=1, Body=source.read_bytes()[:5 * MIB])

    said = s3cmd("put", "--multipart-chunk-size-mb", "5", "--upload-id", upload, source, f"s3://{bucket}/big")
    s3cmd("get", f"s3://{bucket}/big", target)

    assert "part 1" in said.out + said.errors
    assert target.read_bytes() == source.read_bytes()
    assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-7"')


def test_metadata_and_stored_headers(s3cmd, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    s3cmd("put", "--mime-type", "image/png", "--add-header", "Cache-Control: max-age=60",
          "--add-header", "x-amz-meta-camera: X1", file, f"s3://{bucket}/k")

    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ContentType"], head["CacheControl"], head["Metadata"]["camera"]) == ("image/png", "max-age=60", "X1")
    info = s3cmd("info", f"s3://{bucket}/k").out
    assert "MIME type: image/png" in info and "x-amz-meta-camera: X1" in info


def test_the_life_of_a_bucket(s3cmd, s3, new_bucket):
    name = new_bucket() + "-too"

    s3cmd("mb", f"s3://{name}")
    s3.put_object(Bucket=name, Key="folder/k", Body=b"x")
    assert f"s3://{name}" in s3cmd("ls").out
    assert f"s3://{name}/folder/" in s3cmd("ls", f"s3://{name}").out
    assert "us-ashburn-1" in s3cmd("info", f"s3://{name}").out
    assert s3cmd("du", f"s3://{name}").out.split()[:2] == ["1", "1"]
    assert "BucketNotEmpty" in s3cmd.fails("rb", f"s3://{name}")
    s3cmd("rb", "--recursive", "--force", f"s3://{name}")
    assert name not in s3cmd("ls").out


def test_wrong_secret(s3cmd, bucket, dialect):
    assert s3cmd.fails("--secret_key", "wrong", "ls", f"s3://{bucket}") == (
        "ERROR: S3 error: 403 (SignatureDoesNotMatch): "
        + ("The required information to complete authentication was not provided." if dialect == "oci" else
           "The request signature we calculated does not match the signature you provided. Check your key and signing"
           " method."))


def test_unknown_key(s3cmd, bucket, dialect):
    assert s3cmd.fails("--access_key", "unknown", "ls", f"s3://{bucket}") == (
        f"ERROR: S3 error: 403 (SignatureDoesNotMatch): {NO_SECRET}" if dialect == "oci" else
        "ERROR: S3 error: 403 (InvalidAccessKeyId): The AWS Access Key Id you provided does not exist in our records.")


def test_wrong_region(s3cmd, bucket, dialect):
    """In `s3` it reads the right region out of the answer and signs anew."""
    if dialect == "oci":
        assert s3cmd.fails("--region", "eu-frankfurt-1", "ls", f"s3://{bucket}") == (
            f"ERROR: S3 error: 403 (SignatureDoesNotMatch): {NO_SECRET}")
    else:
        s3cmd("--region", "eu-frankfurt-1", "ls", f"s3://{bucket}")


def test_session_tokens_and_old_signatures(s3cmd, bucket):
    assert s3cmd.fails("--signature-v2", "ls", f"s3://{bucket}").endswith(
        "ERROR: S3 error: 403 (AccessDenied): The authorization mechanism you have provided is not supported. Please use"
        " AWS4-HMAC-SHA256.")


def test_missing_objects_and_buckets(s3cmd, bucket, tmp_path):
    assert "ERROR: S3 error: 404 (NoSuchBucket): The specified bucket does not exist" in (
        s3cmd.fails("ls", "s3://no-such-bucket-here"))
    assert "does not exist" in s3cmd.fails("get", f"s3://{bucket}/no/such", tmp_path / "x")


def test_a_public_acl_is_refused_clearly(s3cmd, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    said = s3cmd.fails("put", "--acl-public", file, f"s3://{bucket}/public")

    assert "501 (NotImplemented)" in said and "ACL" in said and "public-read" in said
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    assert "501 (NotImplemented)" in s3cmd.fails("setacl", "--acl-public", f"s3://{bucket}/k")
