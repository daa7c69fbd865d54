# SPDX-License-Identifier: Apache-2.0
"""Installs the clients, starts a server of each dialect and runs every scenario against both."""

import argparse
import os
import subprocess
import sys

from . import install
from .server import REPOSITORY, Server

CLIENTS = REPOSITORY / "clients"


def main() -> int:
    arguments = argparse.ArgumentParser(prog="clients/run", description=__doc__)
    arguments.add_argument("--only", metavar="CLIENT", action="append", choices=["boto3"], help="this client alone; may be repeated")
    arguments.add_argument("--dialect", choices=["oci", "s3"], help="this dialect alone")
    wanted = arguments.parse_args()

    subprocess.run([REPOSITORY / "ostler", "--version"], check=True)
    python = install.virtual_environment("boto3")
    failed = False
    for dialect in [wanted.dialect] if wanted.dialect else ["oci", "s3"]:
        with Server(dialect) as server:
            print(f"boto3, dialect {dialect}, {server.endpoint}", flush=True)
            ended = subprocess.run(
                [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", CLIENTS / "python" / "test_boto3.py"],
                env=server.environment() | {"PYTHONDONTWRITEBYTECODE": "1"})
            failed |= ended.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
