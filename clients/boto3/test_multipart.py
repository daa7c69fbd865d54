# SPDX-License-Identifier: Apache-2.0
"""boto3: multipart uploads."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from harness.bodies import MIB, body


def multipart_etag(parts: list[bytes]) -> str:
    whole = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts)).hexdigest()
    return f'"{whole}-{len(parts)}"'


def test_multipart_with_parallel_and_resent_parts(s3, bucket):
    parts = [body(5 * MIB, seed) for seed in range(6)] + [body(123, 6)]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="big", ContentType="image/tiff", Metadata={"n": "1"})
    of_upload = {"Bucket": bucket, "Key": "big", "UploadId": upload["UploadId"]}

    def send(number: int) -> dict:
        # Every part goes out twice, first with other bytes: the last one sent is the one that counts.
        s3.upload_part(**of_upload, PartNumber=number, Body=body(5 * MIB, 100 + number))
        etag = s3.upload_part(**of_upload, PartNumber=number, Body=parts[number - 1])["ETag"]
        return {"PartNumber": number, "ETag": etag}

    with ThreadPoolExecutor(4) as senders:
        sent = list(senders.map(send, [7, 3, 1, 6, 2, 5, 4]))
    listed = s3.get_paginator("list_parts").paginate(**of_upload, PaginationConfig={"PageSize": 3}).build_full_result()
    assert [(part["PartNumber"], part["Size"]) for part in listed["Parts"]] == [
        (number + 1, len(part)) for number, part in enumerate(parts)]
    assert [entry["UploadId"] for entry in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == [upload["UploadId"]]
    done = s3.complete_multipart_upload(
        **of_upload, MultipartUpload={"Parts": sorted(sent, key=lambda part: part["PartNumber"])})

    got = s3.get_object(Bucket=bucket, Key="big")
    assert got["Body"].read() == b"".join(parts)
    assert got["ETag"] == done["ETag"] == multipart_etag(parts)
    assert (got["ContentType"], got["Metadata"]) == ("image/tiff", {"n": "1"})
    third = s3.get_object(Bucket=bucket, Key="big", PartNumber=3)
    assert (third["Body"].read(), third["PartsCount"]) == (parts[2], 7)
    across = s3.get_object(Bucket=bucket, Key="big", Range=f"bytes={5 * MIB - 10}-{5 * MIB + 9}")
    assert across["Body"].read() == parts[0][-10:] + parts[1][:10]
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def test_multipart_from_copied_ranges(s3, bucket):
    source = body(11 * MIB)
    s3.put_object(Bucket=bucket, Key="source +%", Body=source)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="copy")["UploadId"]
    parts = []

    for number, (first, last) in enumerate([(0, 6 * MIB - 1), (6 * MIB, 11 * MIB - 1)], 1):
        copied = s3.upload_part_copy(
            Bucket=bucket, Key="copy", UploadId=upload, PartNumber=number,
            CopySource={"Bucket": bucket, "Key": "source +%"}, CopySourceRange=f"bytes={first}-{last}")
        parts.append({"PartNumber": number, "ETag": copied["CopyPartResult"]["ETag"]})
    s3.complete_multipart_upload(Bucket=bucket, Key="copy", UploadId=upload, MultipartUpload={"Parts": parts})

    assert s3.get_object(Bucket=bucket, Key="copy")["Body"].read() == source


def test_multipart_refusals(s3, bucket, dialect):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    etags = [s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=n, Body=body(100, n))["ETag"]
             for n in (1, 2)]

    def complete(*parts, upload_id=upload, **condition):
        s3.complete_multipart_upload(
            Bucket=bucket, Key="k", UploadId=upload_id, **condition,
            MultipartUpload={"Parts": [{"PartNumber": number, "ETag": etag} for number, etag in parts]})

    def refused_with(*parts, **options) -> str:
        with pytest.raises(ClientError) as refused:
            complete(*parts, **options)
        return refused.value.response["Error"]["Code"]

    assert refused_with((1, '"0"'), (2, etags[1])) == "InvalidPart"
    assert refused_with((3, etags[0])) == "InvalidPart"
    assert refused_with((2, etags[1]), (1, etags[0])) == "InvalidPartOrder"
    assert refused_with((1, etags[0]), upload_id="no-such-upload") == "NoSuchUpload"
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
    if dialect == "s3":
        assert refused_with((1, etags[0]), (2, etags[1])) == "EntityTooSmall"
        s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=upload)
    else:
        assert refused_with((1, etags[0]), (2, etags[1]), IfNoneMatch="*") == "PreconditionFailed"
        complete((1, etags[0]), (2, etags[1]))
        assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == body(100, 1) + body(100, 2)
    with pytest.raises(ClientError) as refused:
        s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"late")
    assert refused.value.response["Error"]["Code"] == "NoSuchUpload"


def test_managed_transfers(s3, bucket, tmp_path):
    """upload_file and download_file, which cut large files into parts and fetch ranges in parallel."""
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=8)
    for size in (0, 8 * MIB - 1, 8 * MIB, 40 * MIB + 1):
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(body(size))

        s3.upload_file(str(source), bucket, f"{size}", Config=config)
        s3.copy({"Bucket": bucket, "Key": f"{size}"}, bucket, f"copy of {size}", Config=config)
        s3.download_file(bucket, f"copy of {size}", str(target), Config=config)

        assert target.read_bytes() == body(size)
