# SPDX-License-Identifier: Apache-2.0
"""boto3: deleting many objects at once, where OCI asks for a checksum that boto3 does not send by itself."""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def filled(s3, bucket):
    for number in range(5):
        s3.put_object(Bucket=bucket, Key=f"{number} & more", Body=b"x")
    return bucket


def all_of(bucket_name):
    return {"Bucket": bucket_name, "Delete": {"Objects": [{"Key": f"{number} & more"} for number in range(5)]}}


def test_plain_delete_objects(s3, filled, dialect):
    """boto3 sends CRC32: refused by OCI, in its words; taken by Amazon."""
    if dialect == "s3":
        assert len(s3.delete_objects(**all_of(filled))["Deleted"]) == 5
        return

    with pytest.raises(ClientError) as refused:
        s3.delete_objects(**all_of(filled))

    assert str(refused.value) == (
        "An error occurred (InvalidRequest) when calling the DeleteObjects operation: Missing required header for this"
        " request: Content-MD5 or x-amz-checksum-sha256 or x-amz-checksum-crc32c")
    assert s3.list_objects_v2(Bucket=filled)["KeyCount"] == 5


def test_delete_objects_with_sha256(s3, filled):
    answer = s3.delete_objects(**all_of(filled), ChecksumAlgorithm="SHA256")

    assert sorted(entry["Key"] for entry in answer["Deleted"]) == [f"{number} & more" for number in range(5)]
    assert s3.list_objects_v2(Bucket=filled)["KeyCount"] == 0


def test_delete_objects_of_a_full_page(s3, bucket):
    for number in range(120):
        s3.put_object(Bucket=bucket, Key=f"{number}", Body=b"")
    objects = [{"Key": f"{number}"} for number in range(1000)]

    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}, ChecksumAlgorithm="SHA256")

    assert "Deleted" not in answer and "Errors" not in answer
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    with pytest.raises(ClientError) as refused:
        s3.delete_objects(Bucket=bucket, Delete={"Objects": objects + [{"Key": "one more"}]}, ChecksumAlgorithm="SHA256")
    assert refused.value.response["Error"]["Code"] == "MalformedXML"
