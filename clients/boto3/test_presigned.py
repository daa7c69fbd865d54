# SPDX-License-Identifier: Apache-2.0
"""boto3 signs URLs and forms; curl, which knows nothing of signatures, uses them."""

import time

import boto3
from botocore.config import Config

from harness.bodies import HOSTILE_NAMES, UNTREELIKE_NAMES, body
from harness.curl import curl


def test_presigned_urls_by_curl(s3, bucket, tmp_path):
    file = tmp_path / "body"
    file.write_bytes(body(300_000))
    key = {"Bucket": bucket, "Key": "a b+c/ü.bin"}

    put = curl("-T", file, s3.generate_presigned_url("put_object", key))
    head = curl("-I", s3.generate_presigned_url("head_object", key))
    got = curl(s3.generate_presigned_url("get_object", key | {"ResponseContentType": "text/x-asked"}))
    part = curl("-r", "10-19", s3.generate_presigned_url("get_object", key))
    listed = curl(s3.generate_presigned_url("list_objects_v2", {"Bucket": bucket, "Prefix": "a b"}))
    deleted = curl("-X", "DELETE", s3.generate_presigned_url("delete_object", key))

    assert (put.status, head.status, got.status, part.status, listed.status, deleted.status) == (
        200, 200, 200, 206, 200, 204)
    assert head.headers["content-length"] == "300000"
    assert got.headers["content-type"] == "text/x-asked"
    assert got.body == file.read_bytes()
    assert part.body == file.read_bytes()[10:20]
    assert "<Key>a%20b%2Bc/%C3%BC.bin</Key>" in listed.text
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_presigned_urls_of_names_of_every_kind(s3, bucket):
    for name in HOSTILE_NAMES + UNTREELIKE_NAMES:
        key = {"Bucket": bucket, "Key": name}

        # --path-as-is: what is signed is what is sent; by itself curl squeezes `..` out of a path.
        put = curl("--path-as-is", "-X", "PUT", "--data-binary", "here", "-H", "Content-Type:",
                   s3.generate_presigned_url("put_object", key))
        got = curl("--path-as-is", s3.generate_presigned_url("get_object", key))

        assert (name, put.status, got.status, got.body) == (name, 200, 200, b"here")


def test_presigned_headers_must_be_sent(s3, bucket):
    url = s3.generate_presigned_url(
        "put_object", {"Bucket": bucket, "Key": "k", "ContentType": "image/png", "Metadata": {"n": "1"}})

    without = curl("-X", "PUT", "-d", "x", url)
    other = curl("-X", "PUT", "-d", "x", "-H", "Content-Type: text/html", "-H", "x-amz-meta-n: 1", url)
    as_signed = curl("-X", "PUT", "-d", "x", "-H", "Content-Type: image/png", "-H", "x-amz-meta-n: 1", url)

    assert (without.status, other.status, as_signed.status) == (403, 403, 200)
    head = s3.head_object(Bucket=bucket, Key="k")
    assert (head["ContentType"], head["Metadata"]) == ("image/png", {"n": "1"})


def test_expired_urls(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"}, ExpiresIn=1)
    assert curl(url).status == 200
    time.sleep(2.1)

    refused = curl(url)

    assert (refused.status, refused.error) == (403, ("AccessDenied", "Request has expired"))
    assert "expired" in refused.headers["ostler-reason"]


def test_tampered_urls(s3, bucket, dialect):
    for key in ("k", "l"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"}, ExpiresIn=3600)
    message = ("The required information to complete authentication was not provided." if dialect == "oci" else
               "The request signature we calculated does not match the signature you provided. Check your key and"
               " signing method.")
    assert curl(url).status == 200

    for tampered in (url.replace("/k?", "/l?"), url.replace("Expires=3600", "Expires=7200"), url + "&versionId=null",
                     url[:-1] + ("0" if url[-1] != "0" else "1")):
        refused = curl(tampered)

        assert (refused.status, refused.error) == (403, ("SignatureDoesNotMatch", message))
        assert refused.headers["ostler-reason"]
    assert curl("-X", "DELETE", url).status == 403
    assert curl("-X", "PUT", "-d", "y", url).status == 403
    assert curl(url).body == b"x"


def test_urls_that_are_refused_for_what_they_are(s3, bucket, endpoint):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    sigv2 = boto3.client("s3", config=Config(signature_version="s3"))
    key = {"Bucket": bucket, "Key": "k"}

    old = curl(sigv2.generate_presigned_url("get_object", key))
    week_and_a_second = curl(s3.generate_presigned_url("get_object", key, ExpiresIn=604801))
    week = curl(s3.generate_presigned_url("get_object", key, ExpiresIn=604800))
    unsigned = curl(f"{endpoint}/{bucket}/k")

    assert (old.status, week_and_a_second.status, week.status) == (403, 400, 200)
    assert "SigV2" in old.headers["ostler-reason"]
    assert unsigned.status in (403, 404)


def test_presigned_posts(s3, bucket, tmp_path, dialect):
    file = tmp_path / "upload me.bin"
    file.write_bytes(body(200_000))
    fields = {"Content-Type": "image/png", "x-amz-meta-n": "1", "success_action_status": "201"}
    conditions = [{name: value} for name, value in fields.items()] + [["content-length-range", 1, 200_000]]
    post = s3.generate_presigned_post(bucket, "forms/${filename}", fields, conditions, ExpiresIn=600)
    if dialect == "oci":
        # Source: OCI documentation: there the variable is $filename. boto3 signs a prefix only for the name Amazon has.
        post["fields"]["key"] = "forms/$filename"

    def send(change=(), upload=file):
        form = [part for name, value in (post["fields"] | dict(change)).items() for part in ("-F", f"{name}={value}")]
        return curl(*form, "-F", f"file=@{upload}", post["url"])

    assert send().status == 201
    got = s3.get_object(Bucket=bucket, Key="forms/upload me.bin")
    assert (got["Body"].read(), got["ContentType"], got["Metadata"]) == (file.read_bytes(), "image/png", {"n": "1"})
    assert send({"Content-Type": "text/html"}).status == 403
    assert send({"x-amz-signature": "0" * 64}).status == 403
    assert send({"x-amz-meta-extra": "unsigned"}).status == 403
    file.write_bytes(body(200_001))
    assert send().status == 400
    assert s3.get_object(Bucket=bucket, Key="forms/upload me.bin")["ContentLength"] == 200_000
