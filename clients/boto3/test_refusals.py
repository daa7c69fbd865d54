# SPDX-License-Identifier: Apache-2.0
"""boto3: what is refused, in the exact words that its users see."""

import os

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

NO_SECRET = ("The secret key required to complete authentication could not be found. The region must be specified if"
             " this is not the home region for the tenancy.")


def refusal(operation, **arguments) -> str:
    with pytest.raises(ClientError) as refused:
        operation(**arguments)
    assert refused.value.response["ResponseMetadata"]["HTTPHeaders"]["ostler-reason"]
    return str(refused.value)


def test_wrong_secret(bucket, dialect):
    mistyped = boto3.client("s3", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="wrong")

    said = refusal(mistyped.list_objects_v2, Bucket=bucket)

    assert said == "An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: " + (
        "The required information to complete authentication was not provided." if dialect == "oci" else
        "The request signature we calculated does not match the signature you provided. Check your key and signing"
        " method.")


def test_unknown_key(bucket, dialect):
    unknown = boto3.client("s3", aws_access_key_id="unknown", aws_secret_access_key="secret")

    said = refusal(unknown.list_objects_v2, Bucket=bucket)

    assert said == (
        f"An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: {NO_SECRET}"
        if dialect == "oci" else
        "An error occurred (InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS Access Key Id you"
        " provided does not exist in our records.")


def test_wrong_region(bucket, dialect):
    elsewhere = boto3.client("s3", region_name="eu-frankfurt-1")

    if dialect == "s3":
        # boto3 reads the right region out of the answer and signs anew.
        assert elsewhere.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
        said = refusal(elsewhere.list_buckets)
        assert said == ("An error occurred (AuthorizationHeaderMalformed) when calling the ListBuckets operation: The"
                        " authorization header is malformed; the region 'eu-frankfurt-1' is wrong; expecting"
                        " 'us-ashburn-1'")
    else:
        said = refusal(elsewhere.list_objects_v2, Bucket=bucket)
        assert said == f"An error occurred (SignatureDoesNotMatch) when calling the ListObjectsV2 operation: {NO_SECRET}"
    # Source: OCI documentation: us-east-1 passes in the home region.
    assert boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_session_tokens_and_old_signatures(bucket):
    with pytest.raises(ClientError) as refused:
        boto3.client("s3", aws_access_key_id="a", aws_secret_access_key="b", aws_session_token="c").list_buckets()
    assert refused.value.response["Error"]["Code"] == "InvalidToken"
    with pytest.raises(ClientError) as refused:
        boto3.client("s3", config=Config(signature_version="s3")).list_objects_v2(Bucket=bucket)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


REFUSED_WITH_A_PUT = {
    "ACL": "public-read",
    "GrantRead": "id=1",
    "Tagging": "a=b",
    "StorageClass": "STANDARD_IA",
    "ServerSideEncryption": "aws:kms",
    "WebsiteRedirectLocation": "/elsewhere",
    "ObjectLockLegalHoldStatus": "ON",
}


def test_never_silently_weaker_than_asked(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")

    for name, value in REFUSED_WITH_A_PUT.items():
        for operation, body in ((s3.put_object, {"Body": b"new"}), (s3.create_multipart_upload, {})):
            with pytest.raises(ClientError) as refused:
                operation(Bucket=bucket, Key="k", **body, **{name: value})
            error = refused.value.response
            assert (name, error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"]) == (
                name, 501, "NotImplemented")
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="k", Body=b"new", SSECustomerAlgorithm="AES256", SSECustomerKey="0" * 32)
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="k", Body=b"new", StorageClass="UNHEARD_OF")
    assert refused.value.response["Error"]["Code"] == "InvalidStorageClass"
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"

    s3.put_object(Bucket=bucket, Key="k", Body=b"new", ACL="private", StorageClass="STANDARD",
                  ServerSideEncryption="AES256", RequestPayer="requester")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"new"
    owner = s3.list_buckets()["Owner"]["ID"]
    s3.head_object(Bucket=bucket, Key="k", ExpectedBucketOwner=owner)
    with pytest.raises(ClientError) as refused:
        s3.head_object(Bucket=bucket, Key="k", ExpectedBucketOwner="111122223333")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_operations_that_are_not_served(s3, bucket, dialect):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")

    with pytest.raises(ClientError) as refused:
        s3.get_object_tagging(Bucket=bucket, Key="k")
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    if dialect == "oci":
        assert refused.value.response["Error"]["Message"] == "S3 Get Object tagging operation is not supported."
    for operation, arguments in (
            (s3.put_object_tagging, {"Key": "k", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
            (s3.get_object_acl, {"Key": "k"}), (s3.get_bucket_acl, {}), (s3.put_bucket_acl, {"ACL": "public-read"}),
            (s3.get_bucket_policy, {}), (s3.get_bucket_cors, {}), (s3.get_bucket_lifecycle_configuration, {}),
            (s3.put_bucket_versioning, {"VersioningConfiguration": {"Status": "Enabled"}}),
            (s3.get_bucket_encryption, {}), (s3.get_object_lock_configuration, {})):
        with pytest.raises(ClientError) as refused:
            operation(Bucket=bucket, **arguments)
        error = refused.value.response
        assert (operation.__name__, error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"]) == (
            operation.__name__, 501, "NotImplemented")
