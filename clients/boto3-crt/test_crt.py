# SPDX-License-Identifier: Apache-2.0
"""boto3 with botocore[crt]: the checksums and the transfer manager that are written in C."""

import botocore.session
import pytest
from botocore.exceptions import ClientError
from s3transfer.crt import (BotocoreCRTCredentialsWrapper, BotocoreCRTRequestSerializer, CRTTransferManager,
                            create_s3_crt_client)

from harness.bodies import MIB, SIZES, body, read_tree, write_sizes


@pytest.fixture
def transfers(endpoint):
    """
    Makes transfer managers, written in C. As boto3 makes one (preferred_transfer_client="crt") it speaks TLS to whatever
    endpoint it is given; made by hand it need not.
    """
    session = botocore.session.get_session()
    region = session.get_config_variable("region")
    client = create_s3_crt_client(
        region, BotocoreCRTCredentialsWrapper(session.get_credentials()).to_crt_credentials_provider(), use_ssl=False)
    serializer = BotocoreCRTRequestSerializer(session, {"region_name": region, "endpoint_url": endpoint})
    return lambda: CRTTransferManager(client, serializer)


def test_objects_of_every_size(transfers, bucket, tmp_path):
    write_sizes(tmp_path / "there")
    (tmp_path / "back").mkdir()

    # A download bears its name when the manager is done, which is a moment after the download's own result.
    with transfers() as manager:
        for size in SIZES:
            manager.upload(f"{tmp_path}/there/{size}", bucket, f"{size}").result()
            manager.download(bucket, f"{size}", f"{tmp_path}/back/{size}").result()

    assert read_tree(tmp_path / "back") == {str(size): body(size) for size in SIZES}


def test_delete_objects_with_crc32c(s3, bucket):
    for number in range(5):
        s3.put_object(Bucket=bucket, Key=f"{number} & more", Body=b"x")

    answer = s3.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": f"{number} & more"} for number in range(5)]}, ChecksumAlgorithm="CRC32C")

    assert sorted(entry["Key"] for entry in answer["Deleted"]) == [f"{number} & more" for number in range(5)]
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_checksums(s3, bucket, dialect):
    for algorithm, value in {"CRC32C": "mnG7TA==", "CRC64NVME": "M3eFcAZSQlc="}.items():
        s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)

        head = s3.head_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")
        assert head.get("Checksum" + algorithm) == (value if dialect == "s3" else None)
        with pytest.raises(ClientError) as refused:
            s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hullo", **{"Checksum" + algorithm: value})
        assert refused.value.response["Error"]["Code"] == "BadDigest"
        assert s3.get_object(Bucket=bucket, Key=algorithm)["Body"].read() == b"hello"


def test_multipart_with_parallel_and_resent_parts(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="big", ChecksumAlgorithm="CRC32C")["UploadId"]
    of_upload = {"Bucket": bucket, "Key": "big", "UploadId": upload}
    parts = []
    for number in (2, 1):
        for seed in (100 + number, number):
            sent = s3.upload_part(**of_upload, PartNumber=number, Body=body(5 * MIB, seed), ChecksumAlgorithm="CRC32C")
        # `oci` gives back SHA256 alone; what was not given back cannot be named at the end.
        parts.insert(0, {"PartNumber": number} | {name: sent[name] for name in ("ETag", "ChecksumCRC32C") if name in sent})

    s3.complete_multipart_upload(**of_upload, MultipartUpload={"Parts": parts})

    assert s3.get_object(Bucket=bucket, Key="big")["Body"].read() == body(5 * MIB, 1) + body(5 * MIB, 2)
