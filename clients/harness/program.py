# SPDX-License-Identifier: Apache-2.0
"""A client that is a program: runs it and keeps what it said."""

import os
import subprocess
from dataclasses import dataclass

PROGRAM_WITHIN_SECONDS = 180


@dataclass(frozen=True)
class Said:
    exit_code: int
    bytes_out: bytes
    errors: str

    @property
    def out(self) -> str:
        return self.bytes_out.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class Program:
    """The program in $PROGRAM. Called with arguments it must succeed; `fails` expects that it does not."""

    def __init__(self, *arguments):
        self._command = [os.environ["PROGRAM"], *arguments]

    def __call__(self, *arguments, **options) -> Said:
        said = self.run(*arguments, **options)
        assert said.exit_code == 0, f"exit code {said.exit_code}: {arguments}\n{said.out}{said.errors}"
        return said

    def fails(self, *arguments, **options) -> str:
        """What it said on standard error."""
        said = self.run(*arguments, **options)
        assert said.exit_code != 0, f"succeeded: {arguments}\n{said.out}{said.errors}"
        return said.errors.strip()

    def run(self, *arguments, stdin: bytes = b"", **environment) -> Said:
        ended = subprocess.run([*self._command, *map(str, arguments)], input=stdin, capture_output=True,
                               env=os.environ | environment, timeout=PROGRAM_WITHIN_SECONDS)
        return Said(ended.returncode, ended.stdout, ended.stderr.decode())
