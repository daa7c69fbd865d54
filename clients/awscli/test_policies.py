# SPDX-License-Identifier: Apache-2.0
"""aws-cli: the policies of policies.yaml, asked by the users that they are about."""

import pytest

from harness.bodies import MIB, body
from harness.policies import COPIES, FOLDERS, LAKE, keys_of, new_name
from harness.program import Program

# Above the size from which `aws s3` uploads and copies in parts.
BIG = body(9 * MIB)
MISSING = {
    "oci": "An error occurred (NoSuchBucket) when calling the {} operation: The specified bucket does not exist",
    "s3": "An error occurred (AccessDenied) when calling the {} operation: Access Denied",
}
MISSING_AT_HEAD = {
    "oci": "An error occurred (404) when calling the HeadObject operation: ",
    "s3": "An error occurred (403) when calling the HeadObject operation: Forbidden",
}


class User:
    """Somebody at a terminal."""

    def __init__(self, name: str, endpoint: str, dialect: str):
        self._aws = Program("--endpoint-url", endpoint)
        self._keys = keys_of(name)
        self._dialect = dialect

    def __call__(self, *arguments, **options):
        return self._aws(*arguments, **options, **self._keys)

    def api(self, operation: str, bucket: str, *arguments):
        return self("s3api", operation, "--bucket", bucket, *arguments)

    def is_refused(self, operation: str, *arguments, stdin: bytes = b"") -> None:
        """A command that fails for want of a permission, with the operation's error and an exit code that scripts see."""
        said = self._aws.run(*arguments, stdin=stdin, **self._keys)
        words = MISSING_AT_HEAD if operation == "HeadObject" else MISSING
        assert words[self._dialect].format(operation) in said.errors, said
        # Source: AWS CLI user guide of version 1, "Return codes": 1 a transfer that failed, 255 any command that did.
        assert said.exit_code == (1 if arguments[:2] == ("s3", "cp") else 255), said

    def api_is_refused(self, operation: str, command: str, bucket: str, *arguments) -> None:
        self.is_refused(operation, "s3api", command, "--bucket", bucket, *arguments)


@pytest.fixture
def user(endpoint, dialect):
    return lambda name: User(name, endpoint, dialect)


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "small"
    file.write_bytes(b"first")
    return file


@pytest.fixture
def big(tmp_path):
    file = tmp_path / "big"
    file.write_bytes(BIG)
    return file


def test_policy_that_gives_a_folder(user, small, big):
    olga, nell = user("olga"), user("nell")
    folder = new_name("prod/")

    olga("s3", "cp", small, f"s3://{FOLDERS}/{folder}/small")
    olga("s3", "cp", small, f"s3://{FOLDERS}/{folder}/small")
    olga("s3", "cp", big, f"s3://{FOLDERS}/{folder}/big")
    assert olga("s3", "cp", f"s3://{FOLDERS}/{folder}/big", "-").bytes_out == BIG
    assert {line.split()[-1] for line in olga("s3", "ls", f"s3://{FOLDERS}/{folder}/").lines} == {"small", "big"}
    olga.is_refused("ListObjectsV2", "s3", "ls", f"s3://{FOLDERS}")
    olga.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/dev/small")
    olga.is_refused("CreateMultipartUpload", "s3", "cp", big, f"s3://{FOLDERS}/dev/big")
    nell.is_refused("HeadObject", "s3", "cp", f"s3://{FOLDERS}/{folder}/small", "-")
    olga("s3", "rm", "--recursive", f"s3://{FOLDERS}/{folder}/")


def test_policy_to_read_a_folder(user, small, tmp_path):
    rita, nell = user("rita"), user("nell")

    rita("s3", "cp", "--recursive", f"s3://{FOLDERS}/prod/shelf/", tmp_path / "shelf")
    assert (tmp_path / "shelf" / "one").read_bytes() == b"one"
    assert [line.split()[-1] for line in rita("s3", "ls", f"s3://{FOLDERS}/prod/shelf/").lines] == ["one", "two"]
    rita.is_refused("ListObjectsV2", "s3", "ls", f"s3://{FOLDERS}")
    rita.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/prod/there")
    rita.api_is_refused("DeleteObject", "delete-object", FOLDERS, "--key", "prod/there")
    nell.is_refused("ListObjectsV2", "s3", "ls", f"s3://{FOLDERS}/prod/shelf/")


def test_policy_to_write_once(user, small, big):
    wolf = user("wolf")
    key = new_name("prod/")

    wolf("s3", "cp", small, f"s3://{FOLDERS}/{key}")
    wolf.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/{key}")
    wolf.is_refused("CreateMultipartUpload", "s3", "cp", big, f"s3://{FOLDERS}/{new_name('prod/')}")
    wolf.is_refused("HeadObject", "s3", "cp", f"s3://{FOLDERS}/{key}", "-")
    wolf.api_is_refused("GetObject", "get-object", FOLDERS, "--key", key, "/dev/null")
    wolf.api_is_refused("DeleteObject", "delete-object", FOLDERS, "--key", key)


def test_policy_to_read_and_write_without_listing(user, small):
    kurt = user("kurt")
    key = new_name("prod/")

    kurt("s3", "cp", small, f"s3://{FOLDERS}/{key}")
    assert kurt("s3", "cp", f"s3://{FOLDERS}/{key}", "-").bytes_out == b"first"
    kurt.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/{key}")
    kurt.is_refused("ListObjectsV2", "s3", "ls", f"s3://{FOLDERS}/prod/")


def test_policy_for_one_user_and_one_kind_of_object(user, small, big):
    paul, olga = user("paul"), user("olga")
    key = new_name(ending=".pdf")

    paul("s3", "cp", big, f"s3://{FOLDERS}/{key}")
    olga.api_is_refused("GetObject", "get-object", FOLDERS, "--key", key, "/dev/null")
    paul.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/{new_name(ending='.txt')}")
    paul("s3", "rm", f"s3://{FOLDERS}/{key}")


def test_policy_on_a_pattern_or_an_operation(user, small, tmp_path):
    otto = user("otto")
    key = new_name("ost-object-")

    otto("s3", "cp", small, f"s3://{FOLDERS}/{key}")
    otto.api("get-object", FOLDERS, "--key", "prod/there", tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"there"
    # `aws s3 cp` asks HeadObject first.
    otto.is_refused("HeadObject", "s3", "cp", f"s3://{FOLDERS}/prod/there", "-")
    otto.is_refused("PutObject", "s3", "cp", small, f"s3://{FOLDERS}/prod/there")
    otto("s3", "rm", f"s3://{FOLDERS}/{key}")


def test_policies_of_a_data_lake(user, small, big):
    one, two, three, yan = map(user, ("one", "two", "three", "yan"))
    in_first, in_third = new_name("dataset1/"), new_name("dataset3/")

    one("s3", "cp", big, f"s3://{LAKE}/{in_first}")
    two("s3", "cp", f"s3://{LAKE}/{in_first}", f"s3://{COPIES}/{in_first}")
    assert two("s3", "cp", f"s3://{COPIES}/{in_first}", "-").bytes_out == BIG
    two.is_refused("PutObject", "s3", "cp", small, f"s3://{LAKE}/{in_first}")
    two.is_refused("HeadObject", "s3", "cp", f"s3://{LAKE}/dataset2/there", f"s3://{COPIES}/dataset1/there")
    assert three("s3", "ls", f"s3://{LAKE}/dataset2/").lines[0].endswith(" there")
    three.is_refused("PutObject", "s3", "cp", small, f"s3://{LAKE}/dataset2/there")
    yan("s3", "cp", big, f"s3://{LAKE}/{in_third}")
    assert in_third.removeprefix("dataset3/") in yan("s3", "ls", f"s3://{LAKE}/dataset3/").out
    yan("s3", "rm", f"s3://{LAKE}/{in_third}")
    yan.is_refused("ListObjectsV2", "s3", "ls", f"s3://{LAKE}/dataset1/")
    one("s3", "rm", f"s3://{LAKE}/{in_first}")
