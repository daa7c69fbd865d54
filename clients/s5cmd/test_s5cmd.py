# SPDX-License-Identifier: Apache-2.0
"""s5cmd: a fast copier, on the first AWS SDK for Go."""

import pytest

from harness.bodies import MIB, SIZES, body, read_tree, write_sizes, write_tree
from harness.curl import curl
from harness.policies import FOLDERS, REFUSED, keys_of
from harness.program import Program

NO_SECRET = ("The secret key required to complete authentication could not be found. The region must be specified if"
             " this is not the home region for the tenancy.")


@pytest.fixture
def s5cmd(endpoint):
    return Program("--endpoint-url", endpoint, "--retry-count", "1")


def test_objects_of_every_size(s5cmd, bucket, tmp_path):
    write_sizes(tmp_path / "there")

    s5cmd("cp", f"{tmp_path}/there/", f"s3://{bucket}/")
    s5cmd("cp", f"s3://{bucket}/*", f"{tmp_path}/back/")

    assert read_tree(tmp_path / "back") == {str(size): body(size) for size in SIZES}


def test_streams(s5cmd, bucket):
    s5cmd("pipe", f"s3://{bucket}/stream", stdin=body(20 * MIB))

    assert s5cmd("cat", f"s3://{bucket}/stream").bytes_out == body(20 * MIB)


def test_a_tree_with_hostile_names(s5cmd, s3, new_bucket, tmp_path):
    bucket, other = new_bucket(), new_bucket()
    source = tmp_path / "source"
    tree = write_tree(source)

    s5cmd("cp", f"{source}/", f"s3://{bucket}/")
    s5cmd("cp", f"s3://{bucket}/*", f"s3://{other}/")
    s5cmd("sync", f"s3://{other}/*", f"{tmp_path}/back/")
    assert read_tree(tmp_path / "back") == tree
    assert s5cmd("sync", f"{source}/", f"s3://{bucket}/").out == ""
    (source / "plain.txt").write_bytes(b"changed, and longer by that")
    (source / "plus+plus.txt").unlink()
    s5cmd("sync", "--delete", f"{source}/", f"s3://{bucket}/")
    s5cmd("mv", f"s3://{bucket}/*", f"{tmp_path}/moved/")
    assert read_tree(tmp_path / "moved") == read_tree(source)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_plain_delete_objects(s5cmd, s3, bucket):
    """It sends Content-MD5, which OCI takes."""
    for number in range(20):
        s3.put_object(Bucket=bucket, Key=f"folder/{number} + %", Body=b"x")

    assert len(s5cmd("rm", f"s3://{bucket}/folder/*").lines) == 20

    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_multipart_with_parallel_parts(s5cmd, s3, bucket, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(body(33 * MIB + 5))

    s5cmd("cp", "--part-size", "5", "--concurrency", "7", source, f"s3://{bucket}/big")
    s5cmd("cp", "--part-size", "5", "--concurrency", "7", f"s3://{bucket}/big", target)

    assert target.read_bytes() == source.read_bytes()
    assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-7"')


def test_metadata_and_stored_headers(s5cmd, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    s5cmd("cp", "--content-type", "image/png", "--cache-control", "max-age=60", "--metadata", "Camera=X1",
          file, f"s3://{bucket}/k")

    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ContentType"], head["CacheControl"], head["Metadata"]) == ("image/png", "max-age=60", {"camera": "X1"})


def test_the_life_of_a_bucket(s5cmd, s3, new_bucket):
    name = new_bucket() + "-too"

    s5cmd("mb", f"s3://{name}")
    s5cmd("pipe", f"s3://{name}/folder/k", stdin=b"x")
    assert f"s3://{name}" in s5cmd("ls").out
    assert "folder/" in s5cmd("ls", f"s3://{name}").out
    assert "unversioned" in s5cmd("bucket-version", f"s3://{name}").out
    assert "BucketNotEmpty" in s5cmd.fails("rb", f"s3://{name}")
    s5cmd("rm", f"s3://{name}/*")
    s5cmd("rb", f"s3://{name}")
    assert name not in s5cmd("ls").out


def test_presigned_urls_by_curl(s5cmd, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b+c/ü.bin", Body=b"here")

    got = curl(s5cmd("presign", f"s3://{bucket}/a b+c/ü.bin").out.strip())

    assert (got.status, got.body) == (200, b"here")


def test_wrong_secret(s5cmd, bucket, dialect):
    assert s5cmd.fails("ls", f"s3://{bucket}", AWS_SECRET_ACCESS_KEY="wrong").startswith(
        f'ERROR "ls s3://{bucket}": SignatureDoesNotMatch: '
        + ("The required information to complete authentication was not provided. status code: 403"
           if dialect == "oci" else
           "The request signature we calculated does not match the signature you provided. Check your key and signing"
           " method. status code: 403"))


def test_unknown_key(s5cmd, bucket, dialect):
    assert s5cmd.fails("ls", f"s3://{bucket}", AWS_ACCESS_KEY_ID="unknown").startswith(
        f'ERROR "ls s3://{bucket}": ' + (
            f"SignatureDoesNotMatch: {NO_SECRET} status code: 403" if dialect == "oci" else
            "InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records. status code: 403"))


def test_wrong_region(s5cmd, bucket, dialect):
    assert s5cmd.fails("ls", f"s3://{bucket}", AWS_REGION="eu-frankfurt-1").startswith(
        f'ERROR "ls s3://{bucket}": ' + (
            f"SignatureDoesNotMatch: {NO_SECRET} status code: 403" if dialect == "oci" else
            "AuthorizationHeaderMalformed: The authorization header is malformed; the region 'eu-frankfurt-1' is wrong;"
            " expecting 'us-ashburn-1' status code: 400"))


def test_missing_objects_and_buckets(s5cmd, bucket, dialect, tmp_path):
    assert "NoSuchBucket: The specified bucket does not exist" in s5cmd.fails("ls", "s3://no-such-bucket-here")
    assert ("NoSuchKey: " + (f"The object 'no/such' was not found in the bucket '{bucket}'" if dialect == "oci" else
                             "The specified key does not exist.")
            ) in s5cmd.fails("cp", f"s3://{bucket}/no/such", tmp_path / "x")


def test_a_public_acl_is_refused_clearly(s5cmd, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    said = s5cmd.fails("cp", "--acl", "public-read", file, f"s3://{bucket}/public")

    assert "NotImplemented: " in said and "ACL" in said and "public-read" in said
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_policy_to_read_a_folder(s5cmd, dialect, tmp_path):
    rita = keys_of("rita")
    file = tmp_path / "file"
    file.write_bytes(b"x")

    s5cmd("cp", f"s3://{FOLDERS}/prod/shelf/*", f"{tmp_path}/shelf/", **rita)

    assert read_tree(tmp_path / "shelf") == {"one": b"one", "two": b"two"}
    for refused in (("ls", f"s3://{FOLDERS}/*"), ("cp", file, f"s3://{FOLDERS}/prod/there"),
                    ("rm", f"s3://{FOLDERS}/prod/there")):
        # It removes in bulk, where each name has a refusal of its own, and shows the words of that.
        assert ("Access Denied" if refused[0] == "rm" else REFUSED[dialect]) in s5cmd.fails(*refused, **rita)
    assert REFUSED[dialect] in s5cmd.fails("ls", f"s3://{FOLDERS}/prod/shelf/*", **keys_of("nell"))
