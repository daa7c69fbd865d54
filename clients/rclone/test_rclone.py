# SPDX-License-Identifier: Apache-2.0
"""rclone, with its provider `Other` and the credentials of the environment."""

import os
import time

import pytest

from harness.bodies import MIB, SIZES, body, read_tree, write_sizes, write_tree
from harness.curl import curl
from harness.policies import FOLDERS, REFUSED, keys_of
from harness.program import Program

NO_SECRET = ("The secret key required to complete authentication could not be found. The region must be specified if"
             " this is not the home region for the tenancy.")


@pytest.fixture
def rclone(endpoint, monkeypatch):
    for name, value in {"TYPE": "s3", "PROVIDER": "Other", "ENV_AUTH": "true", "ENDPOINT": endpoint,
                        "REGION": "us-ashburn-1"}.items():
        monkeypatch.setenv("RCLONE_CONFIG_OSTLER_" + name, value)
    monkeypatch.setenv("RCLONE_CONFIG", os.devnull)
    return Program("--retries", "1", "--low-level-retries", "1")


def test_objects_of_every_size(rclone, bucket, tmp_path):
    write_sizes(tmp_path / "there")

    rclone("copy", tmp_path / "there", f"ostler:{bucket}")
    rclone("copy", f"ostler:{bucket}", tmp_path / "back")

    assert read_tree(tmp_path / "back") == {str(size): body(size) for size in SIZES}


def test_streams(rclone, bucket):
    rclone("rcat", f"ostler:{bucket}/stream", stdin=body(20 * MIB))

    assert rclone("cat", f"ostler:{bucket}/stream").bytes_out == body(20 * MIB)
    assert rclone("cat", "--offset", "7", "--count", "11", f"ostler:{bucket}/stream").bytes_out == body(20 * MIB)[7:18]


def test_a_tree_with_hostile_names(rclone, s3, new_bucket, tmp_path):
    bucket, other = new_bucket(), new_bucket()
    source = tmp_path / "source"
    tree = write_tree(source)

    rclone("copy", source, f"ostler:{bucket}")
    rclone("check", source, f"ostler:{bucket}")
    rclone("sync", f"ostler:{bucket}", f"ostler:{other}")
    rclone("move", f"ostler:{other}", tmp_path / "moved")
    assert read_tree(tmp_path / "moved") == tree
    assert s3.list_objects_v2(Bucket=other)["KeyCount"] == 0
    (source / "plain.txt").write_bytes(b"changed, and longer by that")
    (source / "plus+plus.txt").unlink()
    rclone("sync", source, f"ostler:{bucket}")
    rclone("sync", f"ostler:{bucket}", tmp_path / "back")
    assert read_tree(tmp_path / "back") == read_tree(source)
    rclone("delete", f"ostler:{bucket}", "--exclude", "/upper/**")
    assert rclone("lsf", "-R", "--files-only", f"ostler:{bucket}").lines == ["upper/case.txt"]


def test_multipart_with_parallel_parts(rclone, s3, bucket, tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(body(33 * MIB + 5))

    rclone("copyto", "--s3-chunk-size", "5M", "--s3-upload-cutoff", "5M", "--s3-upload-concurrency", "7",
           source, f"ostler:{bucket}/big")
    rclone("copyto", "--multi-thread-cutoff", "5M", "--multi-thread-streams", "7", f"ostler:{bucket}/big", target)
    rclone("copyto", "--s3-copy-cutoff", "5M", "--s3-chunk-size", "5M", f"ostler:{bucket}/big", f"ostler:{bucket}/copy")

    assert target.read_bytes() == source.read_bytes()
    assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-7"')
    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == source.read_bytes()
    assert rclone("hashsum", "md5", f"ostler:{bucket}/big").out.split()[0] == (
        rclone("hashsum", "md5", source).out.split()[0])


def test_metadata_and_stored_headers(rclone, s3, bucket, tmp_path):
    file = tmp_path / "file.png"
    file.write_bytes(b"x")
    os.utime(file, (1_700_000_000, 1_700_000_000))

    rclone("copyto", "--header-upload", "Cache-Control: max-age=60", "--metadata-set", "camera=X1", "-M",
           file, f"ostler:{bucket}/file.png")

    head = s3.head_object(Bucket=bucket, Key="file.png")
    assert (head["ContentType"], head["CacheControl"], head["Metadata"]["camera"]) == ("image/png", "max-age=60", "X1")
    assert rclone("lsf", "--format", "t", f"ostler:{bucket}/file.png", TZ="UTC").out.strip() == "2023-11-14 22:13:20"


def test_the_life_of_a_bucket(rclone, s3, new_bucket):
    name = new_bucket() + "-too"

    rclone("mkdir", f"ostler:{name}")
    rclone("rcat", f"ostler:{name}/folder/k", stdin=b"x")
    assert name in rclone("lsd", "ostler:").out
    assert rclone("lsf", f"ostler:{name}").lines == ["folder/"]
    assert "BucketNotEmpty" in rclone.fails("rmdir", f"ostler:{name}")
    rclone("purge", f"ostler:{name}")
    assert name not in rclone("lsd", "ostler:").out


def test_presigned_urls_by_curl(rclone, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b+c/ü.bin", Body=b"here")

    got = curl(rclone("link", "--expire", "1h", f"ostler:{bucket}/a b+c/ü.bin").out.strip())

    assert (got.status, got.body) == (200, b"here")


def test_expired_urls(rclone, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = rclone("link", "--expire", "1s", f"ostler:{bucket}/k").out.strip()
    time.sleep(2.1)

    assert (curl(url).status, curl(url).error) == (403, ("AccessDenied", "Request has expired"))


def test_wrong_secret(rclone, bucket, dialect):
    assert rclone.fails("lsf", f"ostler:{bucket}", AWS_SECRET_ACCESS_KEY="wrong").endswith(
        "api error SignatureDoesNotMatch: "
        + ("The required information to complete authentication was not provided." if dialect == "oci" else
           "The request signature we calculated does not match the signature you provided. Check your key and signing"
           " method."))


def test_unknown_key(rclone, bucket, dialect):
    assert rclone.fails("lsf", f"ostler:{bucket}", AWS_ACCESS_KEY_ID="unknown").endswith(
        f"api error SignatureDoesNotMatch: {NO_SECRET}" if dialect == "oci" else
        "api error InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.")


def test_wrong_region(rclone, bucket, dialect):
    assert rclone.fails("lsf", f"ostler:{bucket}", RCLONE_CONFIG_OSTLER_REGION="eu-frankfurt-1").endswith(
        f"api error SignatureDoesNotMatch: {NO_SECRET}" if dialect == "oci" else
        "api error AuthorizationHeaderMalformed: The authorization header is malformed; the region 'eu-frankfurt-1' is"
        " wrong; expecting 'us-ashburn-1'")


def test_missing_objects_and_buckets(rclone, bucket):
    assert "directory not found" in rclone.fails("lsf", "ostler:no-such-bucket-here")
    assert "object not found" in rclone.fails("deletefile", f"ostler:{bucket}/no/such")


def test_a_public_acl_is_refused_clearly(rclone, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    said = rclone.fails("copyto", "--s3-acl", "public-read", "--s3-no-check-bucket", file, f"ostler:{bucket}/public")

    assert "api error NotImplemented: " in said and "ACL" in said and "public-read" in said
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_policy_to_read_a_folder(rclone, dialect, tmp_path):
    rita = keys_of("rita")
    file = tmp_path / "file"
    file.write_bytes(b"x")
    # In oci a missing permission looks like a missing bucket.
    missing = {"oci": "directory not found", "s3": REFUSED["s3"]}[dialect]

    rclone("copy", f"ostler:{FOLDERS}/prod/shelf", tmp_path / "shelf", **rita)

    assert read_tree(tmp_path / "shelf") == {"one": b"one", "two": b"two"}
    assert missing in rclone.fails("lsf", f"ostler:{FOLDERS}", **rita)
    assert REFUSED[dialect] in rclone.fails(
        "copyto", "--s3-no-check-bucket", file, f"ostler:{FOLDERS}/prod/there", **rita)
    assert missing in rclone.fails("lsf", f"ostler:{FOLDERS}/prod/shelf", **keys_of("nell"))
