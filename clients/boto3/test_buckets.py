# SPDX-License-Identifier: Apache-2.0
"""boto3: buckets."""

import uuid

import pytest
from botocore.exceptions import ClientError


def test_the_life_of_a_bucket(s3, dialect):
    name = "clients-" + uuid.uuid4().hex[:12]

    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "us-ashburn-1"})

    assert name in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert s3.head_bucket(Bucket=name)["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "us-ashburn-1"
    if dialect == "oci":
        with pytest.raises(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=name)
    else:
        s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    with pytest.raises(ClientError) as refused:
        s3.delete_bucket(Bucket=name)
    assert refused.value.response["Error"]["Code"] == "BucketNotEmpty"
    s3.delete_object(Bucket=name, Key="k")
    s3.delete_bucket(Bucket=name)
    with pytest.raises(ClientError) as refused:
        s3.head_bucket(Bucket=name)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_bucket_names_and_places_that_are_refused(s3, dialect):
    for wrong in ("elsewhere-9",):
        with pytest.raises(ClientError) as refused:
            s3.create_bucket(Bucket="clients-x", CreateBucketConfiguration={"LocationConstraint": wrong})
        assert refused.value.response["Error"]["Code"] == "InvalidLocationConstraint"
    if dialect == "oci":
        s3.create_bucket(Bucket="Upper_Case.in-OCI")
        s3.delete_bucket(Bucket="Upper_Case.in-OCI")
    else:
        with pytest.raises(ClientError) as refused:
            s3.create_bucket(Bucket="Upper_Case.in-OCI")
        assert refused.value.response["Error"]["Code"] == "InvalidBucketName"


def test_bucket_tags(s3, bucket):
    tags = [{"Key": "team", "Value": "data + more: _./=@-"}, {"Key": "größe", "Value": ""}]

    with pytest.raises(ClientError) as refused:
        s3.get_bucket_tagging(Bucket=bucket)
    assert refused.value.response["Error"]["Code"] == "NoSuchTagSet"
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags}, ChecksumAlgorithm="SHA256")
    assert sorted(s3.get_bucket_tagging(Bucket=bucket)["TagSet"], key=str) == sorted(tags, key=str)
    s3.delete_bucket_tagging(Bucket=bucket)
    with pytest.raises(ClientError) as refused:
        s3.get_bucket_tagging(Bucket=bucket)
    assert refused.value.response["Error"]["Code"] == "NoSuchTagSet"
