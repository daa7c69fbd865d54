# SPDX-License-Identifier: Apache-2.0
"""A program as people write it against OCI, unchanged but for endpoint and keys."""

import os
import subprocess
import time

import boto3
import pytest
from boto3.exceptions import S3UploadFailedError


def test_a_program_written_for_oci(bucket, tmp_path):
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(os.urandom(300_000))
    s3 = boto3.client(
        "s3",
        endpoint_url=os.environ["OSTLER_ENDPOINT"],
        region_name="us-ashburn-1",
        aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"],
    )

    with open(picture, "rb") as file:
        s3.put_object(Bucket=bucket, Key="pictures/one.jpg", Body=file, ContentLength=picture.stat().st_size)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "pictures/one.jpg"}, ExpiresIn=3600)
    fetched = subprocess.run(["curl", "-sSf", "-q", url], check=True, capture_output=True).stdout
    s3.upload_file(str(picture), bucket, "pictures/two.jpg", ExtraArgs={"ContentType": "image/jpeg"})
    s3.download_file(bucket, "pictures/two.jpg", str(tmp_path / "back.jpg"))
    short = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "pictures/one.jpg"}, ExpiresIn=1)
    time.sleep(2.1)
    late = subprocess.run(["curl", "-sSf", "-q", short], capture_output=True)

    assert fetched == picture.read_bytes()
    assert (tmp_path / "back.jpg").read_bytes() == picture.read_bytes()
    assert s3.head_object(Bucket=bucket, Key="pictures/two.jpg")["ContentType"] == "image/jpeg"
    assert (late.returncode, b"403" in late.stderr) == (22, True)


def test_a_public_acl_is_refused_clearly(s3, bucket, tmp_path):
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"x")

    with pytest.raises(S3UploadFailedError) as refused:
        s3.upload_file(str(picture), bucket, "public.jpg", ExtraArgs={"ACL": "public-read"})

    message = str(refused.value)
    assert "An error occurred (NotImplemented) when calling the PutObject operation: " in message
    assert "ACL" in message and "public-read" in message
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
