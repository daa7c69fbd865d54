# SPDX-License-Identifier: Apache-2.0
"""Finds or installs the clients. What is installed is kept for the next run, by the content of what pins it."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CACHE = Path(os.environ.get("OSTLER_CLIENTS_CACHE")
             or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ostler-clients")
ATTEMPTS = 4


def download(command: list, **options) -> None:
    """Runs a command that needs the network, again after a pause when it fails."""
    for attempt in range(1, ATTEMPTS + 1):
        ended = subprocess.run(command, **options)
        if ended.returncode == 0:
            return
        if attempt < ATTEMPTS:
            pause = 5 * 2 ** (attempt - 1)
            print(f"clients/run: attempt {attempt} of {ATTEMPTS} failed, again in {pause} s", file=sys.stderr, flush=True)
            time.sleep(pause)
    raise SystemExit(f"clients/run: gave up after {ATTEMPTS} attempts: {' '.join(map(str, command))}")


def kept(name: str, pins: bytes, fill) -> Path:
    """The cached folder of this name and pins; `fill(folder)` makes it, whole or not at all."""
    folder = CACHE / f"{name}-{hashlib.sha256(pins).hexdigest()[:12]}"
    done = folder / ".complete"
    if not done.exists():
        print(f"installing {name} into {folder}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fill(folder)
        done.touch()
    return folder


def virtual_environment(requirements: Path) -> Path:
    """The Python of a virtual environment that holds what a requirements file pins."""

    def fill(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        download([folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements])

    pins = requirements.read_bytes() + sys.version.encode()
    return kept(requirements.parent.name, pins, fill) / "bin" / "python"
