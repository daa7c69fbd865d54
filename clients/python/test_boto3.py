# SPDX-License-Identifier: Apache-2.0
"""boto3: put, get, list, delete."""

import os
import uuid

import boto3
import pytest


@pytest.fixture
def s3():
    return boto3.client("s3")


@pytest.fixture
def bucket(s3):
    name = "clients-" + uuid.uuid4().hex[:12]
    s3.create_bucket(Bucket=name)
    return name


def test_put_get_list_delete(s3, bucket):
    body = os.urandom(100_000)

    s3.put_object(Bucket=bucket, Key="a/b c.bin", Body=body, ContentType="image/jpeg", Metadata={"camera": "X1"})

    got = s3.get_object(Bucket=bucket, Key="a/b c.bin")
    assert got["Body"].read() == body
    assert got["ContentType"] == "image/jpeg"
    assert got["Metadata"] == {"camera": "X1"}
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a/b c.bin"]
    s3.delete_object(Bucket=bucket, Key="a/b c.bin")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
