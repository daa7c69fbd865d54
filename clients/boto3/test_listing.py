# SPDX-License-Identifier: Apache-2.0
"""boto3: listings."""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def photos(s3, bucket):
    """A bucket with folders, and with names that only survive XML when they are encoded."""
    names = ["a.txt", "photos/1 one.jpg", "photos/2+two.jpg", "photos/2026/x&y.jpg", "photos/2026/<z>.jpg",
             "photos/\x01.jpg", "ünï/b.txt", "z.txt"]
    for name in names:
        s3.put_object(Bucket=bucket, Key=name, Body=name.encode())
    return bucket, sorted(names, key=lambda name: name.encode())


def test_listing_pages(s3, photos):
    bucket, names = photos

    for operation in ("list_objects", "list_objects_v2"):
        for page_size in (1, 3, 1000):
            pages = list(s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": page_size}))
            assert [entry["Key"] for page in pages for entry in page["Contents"]] == names
            assert [page["IsTruncated"] for page in pages] == [True] * (len(pages) - 1) + [False]
    after = s3.list_objects_v2(Bucket=bucket, StartAfter="photos/2026/x&y.jpg")
    assert [entry["Key"] for entry in after["Contents"]] == names[names.index("photos/2026/x&y.jpg") + 1:]
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=0).get("Contents", []) == []
    entry = s3.list_objects_v2(Bucket=bucket, MaxKeys=1, FetchOwner=True)["Contents"][0]
    assert (entry["Size"], entry["StorageClass"]) == (5, "STANDARD")
    assert entry["ETag"] == s3.head_object(Bucket=bucket, Key=entry["Key"])["ETag"]


def test_listing_folders(s3, photos):
    bucket, _ = photos

    for operation in ("list_objects", "list_objects_v2"):
        for page_size in (1, 2, 1000):
            paginate = s3.get_paginator(operation).paginate
            top = paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": page_size}).build_full_result()
            assert [folder["Prefix"] for folder in top["CommonPrefixes"]] == ["photos/", "ünï/"]
            assert [entry["Key"] for entry in top["Contents"]] == ["a.txt", "z.txt"]
            inner = paginate(Bucket=bucket, Prefix="photos/2", Delimiter="/",
                             PaginationConfig={"PageSize": page_size}).build_full_result()
            assert [folder["Prefix"] for folder in inner["CommonPrefixes"]] == ["photos/2026/"]
            assert [entry["Key"] for entry in inner["Contents"]] == ["photos/2+two.jpg"]


def test_listing_encodes_names_when_asked(s3, photos):
    """boto3 asks by itself and decodes; asked for by the caller, the answer is left as it came."""
    bucket, _ = photos

    for operation in (s3.list_objects, s3.list_objects_v2):
        answer = operation(Bucket=bucket, Prefix="photos/2", EncodingType="url")

        assert answer["EncodingType"] == "url"
        assert [entry["Key"] for entry in answer["Contents"]] == [
            "photos/2%2Btwo.jpg", "photos/2026/%3Cz%3E.jpg", "photos/2026/x%26y.jpg"]


def test_listing_refuses_what_it_cannot_do(s3, bucket):
    for wrong in ({"MaxKeys": -1}, {"EncodingType": "base64"}, {"ContinuationToken": "forged"}):
        with pytest.raises(ClientError) as refused:
            s3.list_objects_v2(Bucket=bucket, **wrong)
        assert refused.value.response["Error"]["Code"] == "InvalidArgument"


def test_listing_versions_of_what_is_not_versioned(s3, photos):
    bucket, names = photos

    versions = s3.list_object_versions(Bucket=bucket)["Versions"]

    assert [(version["Key"], version["VersionId"], version["IsLatest"]) for version in versions] == [
        (name, "null", True) for name in names]
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
