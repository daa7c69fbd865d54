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


def pytest(folder: str, **environment) -> Suite:
    """Scenarios of a command-line client: written in Python, with boto3 as the second pair of eyes."""
    python = install.virtual_environment(CLIENTS / "boto3" / "requirements.txt")
    return pytest_by(python, folder, **environment)


def pytest_by(python: Path, folder: str, **environment) -> Suite:
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--tb=short",
               "--rootdir", CLIENTS, CLIENTS / folder]
    return Suite(command, CLIENTS, {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(CLIENTS)}
                 | {name: str(value) for name, value in environment.items()})


ALL = [
    Client("boto3", python_pin("boto3", "boto3"), lambda: pytest("boto3")),
]
