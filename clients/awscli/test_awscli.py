# SPDX-License-Identifier: Apache-2.0
"""aws-cli: version 1 from PyPI, which is new, and version 2 of a Debian release, which is years old."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.bodies import HOSTILE_NAMES, LONGEST_KEY, MIB, SIZES, UNTREELIKE_NAMES, body, read_tree, write_sizes, write_tree
from harness.curl import curl
from harness.program import Program

IS_DEBIANS = os.environ["CLIENT"] == "aws-cli-debian"
NO_SECRET = ("The secret key required to complete authentication could not be found. The region must be specified if"
             " this is not the home region for the tenancy.")


@pytest.fixture
def aws(endpoint):
    # Version 2 before 2.13 does not know AWS_ENDPOINT_URL, and would go to Amazon.
    return Program("--endpoint-url", endpoint)


def keys(s3, bucket, prefix=""):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def test_objects_of_every_size(aws, bucket, tmp_path):
    write_sizes(tmp_path / "there")

    aws("s3", "cp", "--recursive", tmp_path / "there", f"s3://{bucket}")
    aws("s3", "cp", "--recursive", f"s3://{bucket}", tmp_path / "back")

    assert read_tree(tmp_path / "back") == {str(size): body(size) for size in SIZES}


def test_streams(aws, bucket):
    sent = body(20 * MIB)

    aws("s3", "cp", "-", f"s3://{bucket}/stream", stdin=sent)

    assert aws("s3", "cp", f"s3://{bucket}/stream", "-").bytes_out == sent


def test_a_tree_with_hostile_names(aws, s3, new_bucket, tmp_path):
    bucket, other = new_bucket(), new_bucket()
    source = tmp_path / "source"
    tree = write_tree(source)

    aws("s3", "cp", "--recursive", source, f"s3://{bucket}")
    assert keys(s3, bucket) == set(tree)
    aws("s3", "sync", f"s3://{bucket}", f"s3://{other}")
    assert keys(s3, other) == set(tree)
    aws("s3", "mv", "--recursive", f"s3://{other}", tmp_path / "moved")
    assert read_tree(tmp_path / "moved") == tree
    assert keys(s3, other) == set()
    assert aws("s3", "sync", source, f"s3://{bucket}").out == ""
    (source / "plain.txt").write_bytes(b"changed, and longer by that")
    (source / "plus+plus.txt").unlink()
    aws("s3", "sync", "--delete", source, f"s3://{bucket}")
    aws("s3", "sync", f"s3://{bucket}", tmp_path / "back")
    assert read_tree(tmp_path / "back") == read_tree(source)
    aws("s3", "rm", "--recursive", f"s3://{bucket}", "--exclude", "upper/*")
    assert keys(s3, bucket) == {"upper/case.txt"}


def test_names_of_every_kind(aws, s3, new_bucket, tmp_path):
    """Names that no local tree holds: by s3api, and from bucket to bucket."""
    bucket, other, third = new_bucket(), new_bucket(), new_bucket()
    file = tmp_path / "file"
    file.write_bytes(b"here")
    names = ("double//slash.txt", "/leading-slash", "dots/../parent.txt", "..", "plus+%2F ü", LONGEST_KEY)

    def round_trip(number_and_name) -> bytes:
        number, name = number_and_name
        back = tmp_path / f"back{number}"
        aws("s3api", "put-object", "--bucket", bucket, "--key", name, "--body", file)
        aws("s3api", "copy-object", "--bucket", bucket, "--key", f"copy/{number}",
            "--copy-source", f"{bucket}/{name}")
        aws("s3api", "get-object", "--bucket", bucket, "--key", name, back)
        return back.read_bytes()

    with ThreadPoolExecutor(4) as callers:
        assert set(callers.map(round_trip, enumerate(names))) == {b"here"}
    listed = json.loads(aws("s3api", "list-objects-v2", "--bucket", bucket, "--output", "json").out)["Contents"]
    assert {entry["Key"] for entry in listed} == set(names) | {f"copy/{number}" for number in range(len(names))}
    for source, target in (("double//slash.txt", "/leading//again"), ("dots/../parent.txt", "../above/..")):
        aws("s3", "cp", f"s3://{bucket}/{source}", f"s3://{bucket}/{target}")
        assert s3.get_object(Bucket=bucket, Key=target)["Body"].read() == b"here"
    for name in UNTREELIKE_NAMES:
        s3.put_object(Bucket=other, Key=name, Body=name.encode())
    aws("s3", "cp", "--recursive", f"s3://{other}", f"s3://{third}")
    assert keys(s3, third) == set(UNTREELIKE_NAMES)
    aws("s3", "rm", "--recursive", f"s3://{other}")
    assert keys(s3, other) == set()
    aws("s3", "mv", "--recursive", f"s3://{third}", f"s3://{other}")
    assert (keys(s3, third), keys(s3, other)) == (set(), set(UNTREELIKE_NAMES))
    assert all(s3.get_object(Bucket=other, Key=name)["Body"].read() == name.encode() for name in UNTREELIKE_NAMES)


def test_metadata_and_stored_headers(aws, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    aws("s3", "cp", file, f"s3://{bucket}/k", "--content-type", "image/png", "--cache-control", "max-age=60",
        "--content-disposition", "attachment", "--content-language", "de", "--metadata", "camera=X1,lens=a b")

    head = json.loads(aws("s3api", "head-object", "--bucket", bucket, "--key", "k", "--output", "json").out)
    assert (head["ContentType"], head["CacheControl"], head["ContentDisposition"], head["ContentLanguage"]) == (
        "image/png", "max-age=60", "attachment", "de")
    assert head["Metadata"] == {"camera": "X1", "lens": "a b"}


def test_ranges(aws, s3, bucket, tmp_path):
    s3.put_object(Bucket=bucket, Key="k", Body=body(1000))

    aws("s3api", "get-object", "--bucket", bucket, "--key", "k", "--range", "bytes=-10", tmp_path / "part")

    assert (tmp_path / "part").read_bytes() == body(1000)[-10:]
    assert "InvalidRange" in aws.fails(
        "s3api", "get-object", "--bucket", bucket, "--key", "k", "--range", "bytes=1000-", tmp_path / "part")


def test_copies_of_large_objects(aws, s3, bucket, dialect):
    """
    Version 2 asks for the tags of what it copies in parts; OCI has none, and `--copy-props` is the way round. Version 1
    copies neither tags nor metadata.
    """
    s3.put_object(Bucket=bucket, Key="big", Body=body(20 * MIB), ContentType="image/tiff", Metadata={"n": "1"})
    copy = ("s3", "cp", f"s3://{bucket}/big", f"s3://{bucket}/copy")

    if IS_DEBIANS:
        assert "(NotImplemented) when calling the GetObjectTagging operation" in aws.fails(*copy)
        aws(*copy, "--copy-props", "metadata-directive")
    else:
        aws(*copy)

    got = s3.get_object(Bucket=bucket, Key="copy")
    assert got["Body"].read() == body(20 * MIB)
    assert got["Metadata"] == ({"n": "1"} if IS_DEBIANS else {})


def test_multipart_with_parallel_and_resent_parts(aws, s3, bucket, tmp_path):
    upload = json.loads(aws("s3api", "create-multipart-upload", "--bucket", bucket, "--key", "k",
                            "--output", "json").out)["UploadId"]

    def send(number: int) -> dict:
        for seed in (100 + number, number):
            file = tmp_path / f"{seed}"
            file.write_bytes(body(5 * MIB, seed))
            said = aws("s3api", "upload-part", "--bucket", bucket, "--key", "k", "--upload-id", upload,
                       "--part-number", number, "--body", file, "--output", "json")
        return {"PartNumber": number, "ETag": json.loads(said.out)["ETag"]}

    with ThreadPoolExecutor(3) as senders:
        parts = list(senders.map(send, (1, 2, 3)))
    aws("s3api", "complete-multipart-upload", "--bucket", bucket, "--key", "k", "--upload-id", upload,
        "--multipart-upload", json.dumps({"Parts": parts}))

    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"".join(body(5 * MIB, n) for n in (1, 2, 3))


def test_the_life_of_a_bucket(aws, s3, new_bucket):
    name = new_bucket() + "-too"

    aws("s3", "mb", f"s3://{name}")
    aws("s3", "cp", "-", f"s3://{name}/folder/k", stdin=b"x")
    assert name in aws("s3", "ls").out
    assert "PRE folder/" in aws("s3", "ls", f"s3://{name}").out
    assert "folder/k" in aws("s3", "ls", "--recursive", f"s3://{name}").out
    assert "(BucketNotEmpty) when calling the DeleteBucket operation: The bucket you tried to delete is not empty" in (
        aws.fails("s3", "rb", f"s3://{name}"))
    aws("s3", "rb", "--force", f"s3://{name}")
    assert "404" in aws.fails("s3api", "head-bucket", "--bucket", name)


def test_listing_pages(aws, s3, bucket):
    names = [f"{number:02} + %" for number in range(25)]
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=b"")

    for operation in ("list-objects", "list-objects-v2"):
        said = aws("s3api", operation, "--bucket", bucket, "--page-size", "10", "--query", "Contents[].Key",
                   "--output", "json")
        assert json.loads(said.out) == names
    first = json.loads(aws("s3api", "list-objects-v2", "--bucket", bucket, "--max-items", "7", "--output", "json").out)
    assert [entry["Key"] for entry in first["Contents"]] == names[:7]
    rest = aws("s3api", "list-objects-v2", "--bucket", bucket, "--starting-token", first["NextToken"],
               "--query", "Contents[].Key", "--output", "json")
    assert json.loads(rest.out) == names[7:]


def test_plain_delete_objects(aws, s3, bucket, dialect):
    """The old client sends Content-MD5, which OCI takes; the new one sends CRC32, which it does not."""
    for name in "ab":
        s3.put_object(Bucket=bucket, Key=name, Body=b"x")
    delete = ("s3api", "delete-objects", "--bucket", bucket, "--delete", "Objects=[{Key=a},{Key=b}]")

    if dialect == "oci" and not IS_DEBIANS:
        assert aws.fails(*delete) == (
            "An error occurred (InvalidRequest) when calling the DeleteObjects operation: Missing required header for"
            " this request: Content-MD5 or x-amz-checksum-sha256 or x-amz-checksum-crc32c")
        assert keys(s3, bucket) == {"a", "b"}
    else:
        aws(*delete)
        assert keys(s3, bucket) == set()


def delete_with(algorithm, aws, s3, bucket):
    for name in ("a & b", "c"):
        s3.put_object(Bucket=bucket, Key=name, Body=b"x")

    aws("s3api", "delete-objects", "--bucket", bucket, "--delete", json.dumps({"Objects": [{"Key": "a & b"}, {"Key": "c"}]}),
        "--checksum-algorithm", algorithm)

    assert keys(s3, bucket) == set()


def test_delete_objects_with_sha256(aws, s3, bucket):
    delete_with("SHA256", aws, s3, bucket)


if IS_DEBIANS:
    # What computes it comes with version 2; version 1 asks its user to install that.
    def test_delete_objects_with_crc32c(aws, s3, bucket):
        delete_with("CRC32C", aws, s3, bucket)


def test_presigned_urls_by_curl(aws, s3, bucket):
    for name in HOSTILE_NAMES[3:6]:
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())

        got = curl(aws("s3", "presign", f"s3://{bucket}/{name}").out.strip())

        assert (got.status, got.text) == (200, name)


def test_expired_urls(aws, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = aws("s3", "presign", f"s3://{bucket}/k", "--expires-in", "1").out.strip()
    time.sleep(2.1)

    assert (curl(url).status, curl(url).error) == (403, ("AccessDenied", "Request has expired"))


def test_wrong_secret(aws, bucket, dialect):
    said = aws.fails("s3", "ls", f"s3://{bucket}", AWS_SECRET_ACCESS_KEY="wrong")

    assert said == "An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: " + (
        "The required information to complete authentication was not provided." if dialect == "oci" else
        "The request signature we calculated does not match the signature you provided. Check your key and signing"
        " method.")
    assert aws.fails("s3", "cp", f"s3://{bucket}/k", "-", AWS_SECRET_ACCESS_KEY="wrong").endswith(
        "An error occurred (403) when calling the HeadObject operation: Forbidden")


def test_unknown_key(aws, bucket, dialect):
    said = aws.fails("s3", "ls", f"s3://{bucket}", AWS_ACCESS_KEY_ID="unknown")

    assert said == (
        f"An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: {NO_SECRET}"
        if dialect == "oci" else
        "An error occurred (InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS Access Key Id you"
        " provided does not exist in our records.")


def test_wrong_region(aws, bucket, dialect):
    said = aws.fails("s3api", "list-buckets", "--region", "eu-frankfurt-1")

    assert said.startswith("An error occurred (")
    assert said.endswith(
        NO_SECRET if dialect == "oci" else
        "The authorization header is malformed; the region 'eu-frankfurt-1' is wrong; expecting 'us-ashburn-1'")
    aws("s3", "ls", f"s3://{bucket}", "--region", "us-east-1")


def test_missing_objects_and_buckets(aws, bucket, dialect, tmp_path):
    assert aws.fails("s3", "ls", "s3://no-such-bucket-here") == (
        "An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not"
        " exist")
    assert "404" in aws.fails("s3", "cp", f"s3://{bucket}/no/such", tmp_path / "x")
    assert aws.fails("s3api", "get-object", "--bucket", bucket, "--key", "no/such", tmp_path / "x") == (
        "An error occurred (NoSuchKey) when calling the GetObject operation: "
        + (f"The object 'no/such' was not found in the bucket '{bucket}'" if dialect == "oci" else
           "The specified key does not exist."))


def test_a_public_acl_is_refused_clearly(aws, s3, bucket, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x")

    said = aws.fails("s3", "cp", file, f"s3://{bucket}/public", "--acl", "public-read")

    assert "(NotImplemented) when calling the PutObject operation" in said
    assert "ACL" in said and "public-read" in said
    assert keys(s3, bucket) == set()
