# SPDX-License-Identifier: Apache-2.0
"""boto3: single objects."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from io import BytesIO

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from harness.bodies import HOSTILE_NAMES, MIB, SIZES, UNTREELIKE_NAMES, body


def keys(s3, bucket, **options):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, **options)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def status(refused) -> int:
    return refused.value.response["ResponseMetadata"]["HTTPStatusCode"]


def code(refused) -> str:
    return refused.value.response["Error"]["Code"]


def test_objects_of_every_size(s3, bucket):
    for size in SIZES:
        sent = body(size)

        put = s3.put_object(Bucket=bucket, Key=f"{size}.bin", Body=sent)

        got = s3.get_object(Bucket=bucket, Key=f"{size}.bin")
        assert put["ETag"] == got["ETag"] == f'"{hashlib.md5(sent).hexdigest()}"'
        assert got["ContentLength"] == size
        assert got["Body"].read() == sent


def test_uploads_on_one_connection(bucket):
    """An answer that the client takes for the one before it costs a timeout, which retries would hide."""
    config = Config(max_pool_connections=1, read_timeout=10, retries={"total_max_attempts": 1})
    s3 = boto3.client("s3", config=config)
    s3.put_object(Bucket=bucket, Key="there", Body=b"x")
    for size in (0, 3 * MIB, 0, 0, 1, 3 * MIB):
        s3.put_object(Bucket=bucket, Key="k", Body=BytesIO(body(size)))
        assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == body(size)
        with pytest.raises(ClientError) as refused:
            s3.put_object(Bucket=bucket, Key="there", Body=BytesIO(body(size)), IfNoneMatch="*")
        assert status(refused) == 412


def test_metadata_and_stored_headers(s3, bucket):
    stored = {
        "ContentType": "image/jpeg",
        "ContentEncoding": "gzip",
        "ContentDisposition": "attachment; filename=\"a 'b'.jpg\"",
        "ContentLanguage": "de, en",
        "CacheControl": "max-age=60, public",
    }
    metadata = {"camera": "X1", "with-blanks": "a  b", "empty": "", "equals": "a=b;c,d"}

    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Metadata=metadata, Expires=datetime(2030, 1, 2), **stored)

    head = s3.head_object(Bucket=bucket, Key="k")
    assert {name: head[name] for name in stored} == stored
    # A signature collapses inner blanks (and so does the canonical request of both sides), storage must not.
    assert head["Metadata"] == metadata
    assert head["ExpiresString"] == "Wed, 02 Jan 2030 00:00:00 GMT"
    assert s3.get_object(Bucket=bucket, Key="k")["Metadata"] == metadata
    overridden = s3.get_object(Bucket=bucket, Key="k", ResponseContentType="text/plain", ResponseCacheControl="no-store")
    assert (overridden["ContentType"], overridden["CacheControl"]) == ("text/plain", "no-store")


def test_names_of_every_kind(s3, bucket):
    names = sorted(HOSTILE_NAMES + UNTREELIKE_NAMES, key=lambda name: name.encode())

    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())

    assert keys(s3, bucket) == names
    for name in names:
        assert s3.get_object(Bucket=bucket, Key=name)["Body"].read() == name.encode()
        s3.copy_object(Bucket=bucket, Key="copy of/" + name[:500], CopySource={"Bucket": bucket, "Key": name})
        assert s3.get_object(Bucket=bucket, Key="copy of/" + name[:500])["Body"].read() == name.encode()
        s3.delete_object(Bucket=bucket, Key=name)
    assert not [name for name in keys(s3, bucket) if not name.startswith("copy of/")]


def test_names_that_are_refused(s3, bucket):
    for name in ["a" * 1025, "ü" * 513, "line\nfeed", "carriage\rreturn", "nul\x00"]:
        with pytest.raises(ClientError) as refused:
            s3.put_object(Bucket=bucket, Key=name, Body=b"x")

        assert status(refused) == 400
        assert code(refused) == ("KeyTooLongError" if len(name) > 500 else "InvalidArgument")
    assert keys(s3, bucket) == []


def test_ranges(s3, bucket):
    sent = body(200_000)
    s3.put_object(Bucket=bucket, Key="k", Body=sent)

    for asked, expected in {
        "bytes=0-0": sent[:1],
        "bytes=65536-131071": sent[65536:131072],
        "bytes=199999-": sent[-1:],
        "bytes=-100": sent[-100:],
        "bytes=-999999": sent,
        "bytes=100-999999": sent[100:],
    }.items():
        got = s3.get_object(Bucket=bucket, Key="k", Range=asked)
        first = 200_000 - len(expected) if expected == sent[-len(expected):] else sent.index(expected)
        assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert got["ContentRange"] == f"bytes {first}-{first + len(expected) - 1}/200000"
        assert got["Body"].read() == expected

    with pytest.raises(ClientError) as refused:
        s3.get_object(Bucket=bucket, Key="k", Range="bytes=200000-")
    assert (status(refused), code(refused)) == (416, "InvalidRange")


def test_conditional_reads(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"x")["ETag"]
    long_ago, tomorrow = datetime(2020, 1, 1, tzinfo=timezone.utc), datetime.now(timezone.utc) + timedelta(days=1)

    for condition in ({"IfMatch": etag}, {"IfNoneMatch": '"0"'}, {"IfModifiedSince": long_ago},
                      {"IfUnmodifiedSince": tomorrow}, {"IfMatch": etag, "IfUnmodifiedSince": long_ago}):
        assert s3.get_object(Bucket=bucket, Key="k", **condition)["Body"].read() == b"x"
    for condition, expected in (({"IfMatch": '"0"'}, 412), ({"IfNoneMatch": etag}, 304),
                                ({"IfUnmodifiedSince": long_ago}, 412)):
        for operation in (s3.get_object, s3.head_object):
            with pytest.raises(ClientError) as refused:
                operation(Bucket=bucket, Key="k", **condition)
            assert status(refused) == expected


def test_conditional_writes(s3, bucket):
    first = s3.put_object(Bucket=bucket, Key="k", Body=b"first", IfNoneMatch="*")["ETag"]

    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="k", Body=b"second", IfNoneMatch="*")
    assert (status(refused), code(refused)) == (412, "PreconditionFailed")
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="k", Body=b"second", IfMatch='"0"')
    assert (status(refused), code(refused)) == (412, "PreconditionFailed")
    second = s3.put_object(Bucket=bucket, Key="k", Body=b"second", IfMatch=first)["ETag"]
    with pytest.raises(ClientError) as refused:
        s3.delete_object(Bucket=bucket, Key="k", IfMatch=first)
    assert (status(refused), code(refused)) == (412, "PreconditionFailed")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"second"
    s3.delete_object(Bucket=bucket, Key="k", IfMatch=second)
    assert keys(s3, bucket) == []


def test_one_of_32_concurrent_writers_wins(s3, bucket):
    def put(number: int) -> int:
        try:
            s3.put_object(Bucket=bucket, Key="lock", Body=str(number).encode(), IfNoneMatch="*")
            return 200
        except ClientError as refused:
            return refused.response["ResponseMetadata"]["HTTPStatusCode"]

    with ThreadPoolExecutor(32) as writers:
        answers = list(writers.map(put, range(32)))

    assert sorted(answers) == [200] + [412] * 31
    assert s3.get_object(Bucket=bucket, Key="lock")["Body"].read() == str(answers.index(200)).encode()


def test_copies(s3, bucket, new_bucket):
    elsewhere = new_bucket()
    sent = body(100_000)
    etag = s3.put_object(Bucket=bucket, Key="a", Body=sent, ContentType="image/png", Metadata={"n": "1"})["ETag"]

    s3.copy_object(Bucket=elsewhere, Key="as it was", CopySource=f"{bucket}/a")
    s3.copy_object(Bucket=elsewhere, Key="replaced", CopySource={"Bucket": bucket, "Key": "a"},
                   MetadataDirective="REPLACE", ContentType="text/plain", Metadata={"n": "2"})

    for key, content_type, metadata in (("as it was", "image/png", {"n": "1"}), ("replaced", "text/plain", {"n": "2"})):
        got = s3.get_object(Bucket=elsewhere, Key=key)
        assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (sent, content_type, metadata)
    with pytest.raises(ClientError) as refused:
        s3.copy_object(Bucket=elsewhere, Key="x", CopySource=f"{bucket}/a", CopySourceIfNoneMatch=etag)
    assert (status(refused), code(refused)) == (412, "PreconditionFailed")
    with pytest.raises(ClientError) as refused:
        s3.copy_object(Bucket=elsewhere, Key="x", CopySource=f"{bucket}/missing")
    assert (status(refused), code(refused)) == (404, "NoSuchKey")
    with pytest.raises(ClientError) as refused:
        s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a")
    assert (status(refused), code(refused)) == (400, "InvalidRequest")
    s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a", MetadataDirective="REPLACE", Metadata={"n": "3"})
    assert s3.head_object(Bucket=bucket, Key="a")["Metadata"] == {"n": "3"}


def test_checksums(s3, bucket, dialect):
    """All are verified; `oci` gives back SHA256 alone, as OCI does."""
    known = {
        "CRC32": "NhCmhg==",
        "SHA1": "qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "SHA256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    }
    for algorithm, value in known.items():
        s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)

        head = s3.head_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")
        shown = {name: head.get("Checksum" + name) for name in known if "Checksum" + name in head}
        assert shown == ({algorithm: value} if dialect == "s3" or algorithm == "SHA256" else {})
        with pytest.raises(ClientError) as refused:
            s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hullo", **{"Checksum" + algorithm: value})
        assert (status(refused), code(refused)) == (400, "BadDigest")
        assert s3.get_object(Bucket=bucket, Key=algorithm)["Body"].read() == b"hello"
    with pytest.raises(ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="md5", Body=b"hello", ContentMD5="1B2M2Y8AsgTpgAmY7PhCfg==")
    assert (status(refused), code(refused)) == (400, "BadDigest")


def test_missing_objects_and_buckets(s3, bucket, dialect):
    with pytest.raises(s3.exceptions.NoSuchKey) as refused:
        s3.get_object(Bucket=bucket, Key="no/such")
    message = refused.value.response["Error"]["Message"]
    assert message == (f"The object 'no/such' was not found in the bucket '{bucket}'" if dialect == "oci"
                       else "The specified key does not exist.")
    with pytest.raises(ClientError) as refused:
        s3.head_object(Bucket=bucket, Key="no/such")
    assert (status(refused), code(refused)) == (404, "404")
    for operation in (s3.get_object, s3.delete_object):
        with pytest.raises(s3.exceptions.NoSuchBucket):
            operation(Bucket="no-such-bucket-here", Key="k")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.put_object(Bucket="no-such-bucket-here", Key="k", Body=body(1_000_000))
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="no-such-bucket-here")
    s3.delete_object(Bucket=bucket, Key="no/such")
