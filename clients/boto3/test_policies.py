# SPDX-License-Identifier: Apache-2.0
"""boto3: the policies of policies.yaml, asked by the users that they are about."""

from io import BytesIO

import boto3
import pytest
from botocore.exceptions import ClientError

from harness.bodies import MIB, body
from harness.policies import COPIES, FOLDERS, LAKE, REFUSED, REFUSED_HEAD, explain, keys_of, new_name

# Above the size from which boto3 uploads and copies in parts.
BIG = body(9 * MIB)


def client(user: str):
    keys = keys_of(user)
    return boto3.client("s3", aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
                        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"])


@pytest.fixture
def refused(dialect):
    """Calls an operation that must be refused for want of a permission; returns the answer's headers."""

    def call(operation, *arguments, head=False, **named) -> dict[str, str]:
        with pytest.raises(ClientError) as caught:
            operation(*arguments, **named)
        answer = caught.value.response
        assert answer["Error"]["Code"] == (REFUSED_HEAD if head else REFUSED)[dialect], answer
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == {"oci": 404, "s3": 403}[dialect]
        return answer["ResponseMetadata"]["HTTPHeaders"]

    return call


def text(s3, bucket: str, key: str) -> bytes:
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def names(s3, bucket: str, **arguments) -> set[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, **arguments)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def delete_objects(s3, bucket: str, *keys: str) -> dict:
    return s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]}, ChecksumAlgorithm="SHA256")


def test_policy_that_gives_a_folder(refused):
    olga, nell = client("olga"), client("nell")
    key, copy, big = new_name("prod/"), new_name("prod/"), new_name("prod/")

    olga.put_object(Bucket=FOLDERS, Key=key, Body=b"first")
    olga.put_object(Bucket=FOLDERS, Key=key, Body=b"second")
    olga.copy_object(Bucket=FOLDERS, Key=copy, CopySource={"Bucket": FOLDERS, "Key": key})
    olga.upload_fileobj(BytesIO(BIG), FOLDERS, big)
    assert (text(olga, FOLDERS, copy), text(olga, FOLDERS, big)) == (b"second", BIG)
    assert names(olga, FOLDERS, Prefix="prod/") >= {key, copy, big}

    refused(olga.list_objects_v2, Bucket=FOLDERS)
    refused(olga.list_objects_v2, Bucket=FOLDERS, Prefix="pro")
    refused(olga.list_objects_v2, Bucket=FOLDERS, Prefix="dev/")
    refused(olga.put_object, Bucket=FOLDERS, Key=new_name("dev/"), Body=b"x")
    refused(olga.upload_fileobj, BytesIO(BIG), FOLDERS, new_name("dev/"))
    refused(olga.copy_object, Bucket=FOLDERS, Key=new_name("prod/"), CopySource={"Bucket": FOLDERS, "Key": "dev/there"})
    refused(olga.get_object, Bucket=LAKE, Key="dataset1/there")
    refused(nell.get_object, Bucket=FOLDERS, Key=key)
    refused(nell.head_object, Bucket=FOLDERS, Key=key, head=True)
    refused(nell.upload_fileobj, BytesIO(BIG), FOLDERS, new_name("prod/"))

    olga.delete_object(Bucket=FOLDERS, Key=key)
    answer = delete_objects(olga, FOLDERS, copy, big, "dev/there")
    assert {entry["Key"] for entry in answer["Deleted"]} == {copy, big}
    assert [(entry["Key"], entry["Code"]) for entry in answer["Errors"]] == [("dev/there", "AccessDenied")]
    assert not names(olga, FOLDERS, Prefix="prod/") & {key, copy, big}


def test_policy_to_read_a_folder(refused):
    rita, nell = client("rita"), client("nell")
    got = BytesIO()

    rita.download_fileobj(FOLDERS, "prod/shelf/one", got)
    assert got.getvalue() == b"one"
    assert rita.head_object(Bucket=FOLDERS, Key="prod/there")["ContentLength"] == 5
    assert names(rita, FOLDERS, Prefix="prod/shelf/") == {"prod/shelf/one", "prod/shelf/two"}
    folders = rita.list_objects_v2(Bucket=FOLDERS, Prefix="prod/", Delimiter="/")
    assert [entry["Prefix"] for entry in folders["CommonPrefixes"]] == ["prod/shelf/"]

    refused(rita.list_objects_v2, Bucket=FOLDERS)
    refused(rita.list_objects, Bucket=FOLDERS, Delimiter="/")
    refused(rita.list_objects_v2, Bucket=FOLDERS, StartAfter="prod/")
    refused(rita.get_object, Bucket=FOLDERS, Key="dev/there")
    assert "OBJECT_OVERWRITE" in refused(
        rita.put_object, Bucket=FOLDERS, Key="prod/there", Body=b"x")["ostler-reason"]
    assert "OBJECT_CREATE" in refused(
        rita.put_object, Bucket=FOLDERS, Key=new_name("prod/"), Body=b"x")["ostler-reason"]
    refused(rita.upload_fileobj, BytesIO(BIG), FOLDERS, new_name("prod/"))
    refused(rita.delete_object, Bucket=FOLDERS, Key="prod/there")
    refused(nell.list_objects_v2, Bucket=FOLDERS, Prefix="prod/")
    assert text(rita, FOLDERS, "prod/there") == b"there"


def test_policy_to_write_once(refused, s3):
    wolf, nell = client("wolf"), client("nell")
    key, big = new_name("prod/"), new_name("prod/")

    wolf.put_object(Bucket=FOLDERS, Key=key, Body=b"first")

    assert "OBJECT_OVERWRITE" in refused(wolf.put_object, Bucket=FOLDERS, Key=key, Body=b"second")["ostler-reason"]
    refused(wolf.get_object, Bucket=FOLDERS, Key=key)
    refused(wolf.head_object, Bucket=FOLDERS, Key=key, head=True)
    refused(wolf.delete_object, Bucket=FOLDERS, Key=key)
    refused(wolf.list_objects_v2, Bucket=FOLDERS, Prefix="prod/")
    refused(wolf.put_object, Bucket=FOLDERS, Key=new_name("dev/"), Body=b"x")
    refused(nell.put_object, Bucket=FOLDERS, Key=new_name("prod/"), Body=b"x")
    assert text(s3, FOLDERS, key) == b"first"

    in_parts = refused(wolf.upload_fileobj, BytesIO(BIG), FOLDERS, big)
    assert in_parts["ostler-reason"] == "CreateMultipartUpload needs OBJECT_OVERWRITE, which no policy grants"
    explained = explain(in_parts["x-amz-request-id"])
    assert f"REFUSED  CreateMultipartUpload  {FOLDERS}/{big}  by wolf" in explained
    assert "would allow it" in explained and "{OBJECT_OVERWRITE}" in explained
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=FOLDERS, Prefix=big)


def test_policy_to_read_and_write_without_listing(refused):
    kurt, wolf = client("kurt"), client("wolf")
    key = new_name("prod/")

    kurt.put_object(Bucket=FOLDERS, Key=key, Body=b"first")
    assert text(kurt, FOLDERS, key) == b"first"
    kurt.head_object(Bucket=FOLDERS, Key=key)

    refused(wolf.get_object, Bucket=FOLDERS, Key=key)
    refused(kurt.put_object, Bucket=FOLDERS, Key=key, Body=b"second")
    refused(kurt.copy_object, Bucket=FOLDERS, Key=key, CopySource={"Bucket": FOLDERS, "Key": "prod/there"})
    refused(kurt.upload_fileobj, BytesIO(BIG), FOLDERS, new_name("prod/"))
    refused(kurt.list_objects_v2, Bucket=FOLDERS, Prefix="prod/")
    refused(kurt.list_multipart_uploads, Bucket=FOLDERS, Prefix="prod/")
    refused(kurt.delete_object, Bucket=FOLDERS, Key=key)
    assert text(kurt, FOLDERS, key) == b"first"


def test_policy_for_one_user_and_one_kind_of_object(refused):
    paul, olga = client("paul"), client("olga")
    # Matching ignores case.
    key, big = new_name(ending=".pdf"), new_name("deep/down/", ".PDF")

    paul.put_object(Bucket=FOLDERS, Key=key, Body=b"first")
    paul.upload_fileobj(BytesIO(BIG), FOLDERS, big)
    assert (text(paul, FOLDERS, key), text(paul, FOLDERS, big)) == (b"first", BIG)

    refused(olga.get_object, Bucket=FOLDERS, Key=key)
    refused(olga.put_object, Bucket=FOLDERS, Key=new_name(ending=".pdf"), Body=b"x")
    for other in (".txt", ".pdf/", ".pdf.exe", "pdf"):
        refused(paul.put_object, Bucket=FOLDERS, Key=new_name(ending=other), Body=b"x")
    refused(paul.get_object, Bucket=FOLDERS, Key="prod/there")
    refused(paul.list_objects_v2, Bucket=FOLDERS)
    paul.delete_object(Bucket=FOLDERS, Key=key)
    paul.delete_object(Bucket=FOLDERS, Key=big)


def test_policy_on_a_pattern_or_an_operation(refused):
    otto, nell = client("otto"), client("nell")
    key, big = new_name("ost-object-"), new_name("ost-object-")

    otto.put_object(Bucket=FOLDERS, Key=key, Body=b"first")
    otto.upload_fileobj(BytesIO(BIG), FOLDERS, big)
    # By the operation everything may be read; a HEAD is another operation.
    assert text(otto, FOLDERS, "prod/there") == text(otto, LAKE, "dataset2/there") == b"there"
    otto.head_object(Bucket=FOLDERS, Key=key)
    refused(otto.head_object, Bucket=FOLDERS, Key="prod/there", head=True)
    refused(otto.put_object, Bucket=FOLDERS, Key="prod/there", Body=b"x")
    refused(otto.copy_object, Bucket=FOLDERS, Key=new_name("ost-object-"),
            CopySource={"Bucket": FOLDERS, "Key": "prod/there"})
    refused(otto.delete_object, Bucket=FOLDERS, Key="prod/there")
    refused(otto.list_objects_v2, Bucket=FOLDERS)
    refused(nell.get_object, Bucket=FOLDERS, Key=key)
    assert names(otto, FOLDERS, Prefix="ost-object-") >= {key, big}
    assert not delete_objects(otto, FOLDERS, key, big).get("Errors")


def test_policies_of_a_data_lake(refused):
    one, two, three, yan = map(client, ("one", "two", "three", "yan"))
    small, big, of_yan = new_name("dataset1/"), new_name("dataset1/"), new_name("dataset3/")

    # Group 1 reads and writes dataset 1.
    one.put_object(Bucket=LAKE, Key=small, Body=b"first")
    one.upload_fileobj(BytesIO(BIG), LAKE, big)
    refused(one.get_object, Bucket=LAKE, Key="dataset2/there")
    refused(one.copy_object, Bucket=LAKE, Key=new_name("dataset3/"), CopySource={"Bucket": LAKE, "Key": small})

    # Group 2 reads and copies it, large objects in parts.
    assert text(two, LAKE, small) == b"first"
    two.copy({"Bucket": LAKE, "Key": small}, COPIES, small)
    two.copy({"Bucket": LAKE, "Key": big}, COPIES, big)
    assert (text(two, COPIES, small), text(two, COPIES, big)) == (b"first", BIG)
    refused(two.put_object, Bucket=LAKE, Key=new_name("dataset1/"), Body=b"x")
    refused(two.upload_fileobj, BytesIO(BIG), LAKE, new_name("dataset1/"))
    refused(two.copy_object, Bucket=LAKE, Key=new_name("dataset1/"), CopySource={"Bucket": LAKE, "Key": small})
    refused(two.copy_object, Bucket=COPIES, Key=new_name("dataset1/"),
            CopySource={"Bucket": LAKE, "Key": "dataset2/there"})

    # Group 3 reads datasets 1 and 2.
    assert text(three, LAKE, small) == b"first"
    assert text(three, LAKE, "dataset2/there") == b"there"
    assert names(three, LAKE, Prefix="dataset2/") == {"dataset2/there"}
    refused(three.list_objects_v2, Bucket=LAKE, Prefix="dataset")
    refused(three.get_object, Bucket=LAKE, Key="dataset3/there")
    refused(three.get_object, Bucket=COPIES, Key=small)

    # Nobody writes dataset 2.
    for user in (one, two, three, yan):
        for key in ("dataset2/there", new_name("dataset2/")):
            refused(user.put_object, Bucket=LAKE, Key=key, Body=b"x")
            refused(user.delete_object, Bucket=LAKE, Key=key)
        refused(user.upload_fileobj, BytesIO(BIG), LAKE, new_name("dataset2/"))
    assert text(three, LAKE, "dataset2/there") == b"there"

    # One user does everything on dataset 3.
    yan.upload_fileobj(BytesIO(BIG), LAKE, of_yan)
    yan.copy_object(Bucket=LAKE, Key=of_yan + "-copy", CopySource={"Bucket": LAKE, "Key": of_yan})
    assert text(yan, LAKE, of_yan + "-copy") == BIG
    assert names(yan, LAKE, Prefix="dataset3/") >= {of_yan, of_yan + "-copy", "dataset3/there"}
    assert not delete_objects(yan, LAKE, of_yan, of_yan + "-copy").get("Errors")
    refused(yan.list_objects_v2, Bucket=LAKE)
    refused(yan.get_object, Bucket=LAKE, Key=small)
    one.delete_object(Bucket=LAKE, Key=small)
    one.delete_object(Bucket=LAKE, Key=big)
