# SPDX-License-Identifier: Apache-2.0
"""What the scenarios written in Python share: the server's dialect, a bucket of their own, and the report of rows."""

import json
import os
import uuid

import boto3
import pytest


@pytest.fixture(scope="session")
def dialect() -> str:
    return os.environ["OSTLER_DIALECT"]


@pytest.fixture(scope="session")
def endpoint() -> str:
    return os.environ["OSTLER_ENDPOINT"]


@pytest.fixture(scope="session")
def s3():
    return boto3.client("s3")


@pytest.fixture
def new_bucket(s3):
    """Makes buckets; they and what is in them are gone after the scenario."""
    made = []

    def make(prefix="clients") -> str:
        made.append(f"{prefix}-{uuid.uuid4().hex[:12]}")
        s3.create_bucket(Bucket=made[-1])
        return made[-1]

    yield make
    for name in made:
        remove(s3, name)


@pytest.fixture
def bucket(new_bucket) -> str:
    return new_bucket()


def remove(s3, bucket: str) -> None:
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        names = [entry["Key"] for entry in page.get("Contents", [])]
        # boto3 writes control characters into its XML as they are, which no XML parser may take.
        plain = [{"Key": name} for name in names if name.isprintable()]
        if plain:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": plain}, ChecksumAlgorithm="SHA256")
        for name in names:
            if not name.isprintable():
                s3.delete_object(Bucket=bucket, Key=name)
    s3.delete_bucket(Bucket=bucket)


def pytest_runtest_logreport(report) -> None:
    """A row for each scenario; its name is the function's."""
    if report.when != "call" and report.passed:
        return
    row = {
        "client": os.environ["CLIENT"],
        "version": os.environ["VERSION"],
        "dialect": os.environ["OSTLER_DIALECT"],
        "scenario": report.location[2].removeprefix("test_").replace("_", " "),
        "result": "passed" if report.passed else "failed",
        "detail": "" if report.passed else f"{report.when}: {last_line(report)}",
    }
    with open(os.environ["ROWS"], "a") as rows:
        rows.write(json.dumps(row) + "\n")


def last_line(report) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longrepr).splitlines()[0]
