# SPDX-License-Identifier: Apache-2.0
"""Servers for the clients to meet: the real program on a free port, with its data in a temporary directory."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
WORLD = REPOSITORY / "clients" / "policies.yaml"
READY_WITHIN_SECONDS = 60
# No client is left then: there is nothing to wait for.
STOPPED_WITHIN_SECONDS = 20

# What an environment may carry that would lead a client elsewhere or change its behaviour.
FOREIGN = ("AWS_", "S3_", "RCLONE_", "OSTLER_", "OCI_", "S3CMD_", "BOTO_")
FOREIGN_NAMES = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}


def clean_environment() -> dict[str, str]:
    """This process's environment without anything that concerns a client of S3."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(FOREIGN) and name.upper() not in FOREIGN_NAMES
    }


def kept_variables() -> dict[str, str]:
    """What says how to start the server's Java."""
    return {name: os.environ[name] for name in ("OSTLER_JAVA_HOME", "OSTLER_JAVA_OPTS") if name in os.environ}


# What a server that is well never writes: a log line that warns, a stack trace, an answer 500, the JVM's last words.
TROUBLE = re.compile(
    r"^\d\d:\d\d:\d\d (ERROR|WARN) |^\s+at [\w.$/]+\(|^(Caused by|Suppressed|Exception in thread)\b|^# A fatal error|^WARNING:"
    r"|^\d\d:\d\d:\d\d REFUSED .*: a defect of the server|^ostler: the server did not stop cleanly")
STOPPED_BY_SIGTERM = (0, 128 + signal.SIGTERM, -signal.SIGTERM)


def trouble_in(log: str) -> list[str]:
    return [line for line in log.splitlines() if TROUBLE.search(line)]


class Server:
    """
    A running server of one dialect; a context manager that stops what it started. `trouble` is what went wrong inside it,
    known once it has stopped.
    """

    def __init__(self, dialect: str):
        self.dialect = dialect
        self.trouble: list[str] = []
        self.access_key = secrets.token_hex(20)
        self.secret_key = secrets.token_urlsafe(32)
        self.control_token = secrets.token_urlsafe(32)
        self._folder = Path(tempfile.mkdtemp(prefix="ostler-clients-"))
        self._log = self._folder / "server.log"
        ready_file = self._folder / "ready.json"
        keys = {"OSTLER_ACCESS_KEY": self.access_key, "OSTLER_SECRET_KEY": self.secret_key,
                "OSTLER_CONTROL_TOKEN": self.control_token}
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [REPOSITORY / "ostler", "serve", "--port", "0", "--ephemeral", "--dialect", dialect,
                 "--ready-file", ready_file, "--bootstrap", WORLD],
                env=clean_environment() | kept_variables() | keys, cwd=self._folder, stdout=log, stderr=log)
        self.endpoint = self._wait_for(ready_file)["endpoint"]

    def _wait_for(self, ready_file: Path) -> dict:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if ready_file.exists():
                return json.loads(ready_file.read_text())
            time.sleep(0.02)
        log = self.log()
        self.stop()
        raise RuntimeError(f"the server of dialect {self.dialect} did not start:\n{log}")

    def environment(self) -> dict[str, str]:
        """What `ostler env` would set, and what `ostler explain` needs, on top of a clean environment."""
        return clean_environment() | kept_variables() | {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": "us-ashburn-1",
            "AWS_DEFAULT_REGION": "us-ashburn-1",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "OSTLER_ENDPOINT": self.endpoint,
            "OSTLER_CONTROL_TOKEN": self.control_token,
            "OSTLER_DIALECT": self.dialect,
        }

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def stop(self) -> None:
        if self._process.poll() is not None:
            self.trouble.append(f"it ended by itself, with exit code {self._process.returncode}")
        self._process.terminate()
        try:
            if self._process.wait(STOPPED_WITHIN_SECONDS) not in STOPPED_BY_SIGTERM:
                self.trouble.append(f"it stopped with exit code {self._process.returncode}")
        except subprocess.TimeoutExpired:
            # Java answers with a dump of its threads, which says what it waits for.
            self._process.send_signal(signal.SIGQUIT)
            time.sleep(2)
            self._process.kill()
            self._process.wait()
            print(self.log(), flush=True)
            self.trouble.append(f"it did not stop within {STOPPED_WITHIN_SECONDS} s; its log and threads are above")
        self.trouble += trouble_in(self.log())
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.stop()
