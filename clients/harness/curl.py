# SPDX-License-Identifier: Apache-2.0
"""Plain curl, as a program that knows nothing of S3."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from xml.etree import ElementTree


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def error(self) -> tuple[str, str]:
        """Code and message of an S3 error."""
        root = ElementTree.fromstring(self.body)
        return root.findtext("Code"), root.findtext("Message")


def curl(*arguments) -> Answer:
    """Runs curl with these arguments; for the last one, globbing is off. Fails when curl gets no answer at all."""
    with tempfile.NamedTemporaryFile() as head, tempfile.NamedTemporaryFile() as body:
        subprocess.run(["curl", "-sS", "-q", "-g", "--max-time", "60", "-D", head.name, "-o", body.name,
                        *map(str, arguments)], check=True)
        # The last head counts: those before it are 100 Continue.
        last = head.read().decode("iso-8859-1").strip().split("\r\n\r\n")[-1]
        status_line, *lines = last.split("\r\n")
        headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
        return Answer(int(re.match(r"HTTP/\S+ (\d+)", status_line).group(1)), headers, body.read())
