# SPDX-License-Identifier: Apache-2.0
"""The commands that the documents show: every block marked `sh run` is executed as it stands, in a copy of the project."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .server import REPOSITORY, clean_environment, kept_variables, trouble_in

DOCUMENT_WITHIN_SECONDS = 300
JAR = "server/target/ostler.jar"
# A reader starts here; a README without commands that run is a mistake of this file or of that one.
FIRST = "README.md"


def documents() -> list[str]:
    """The documents that have something to run."""
    named = subprocess.run(["git", "ls-files", "*.md"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
    found = [name for name in named.stdout.splitlines() if script(name)]
    if FIRST not in found:
        raise SystemExit(f"clients/run: {FIRST} has no block marked `sh run`")
    return found


def script(name: str) -> str:
    """
    The blocks of a document as one script, each command on the line where the document has it; empty when there are none.
    One shell runs all of them, as one reader would: what a block sets, the next ones see.
    """
    lines, inside = [], False
    for line in (REPOSITORY / name).read_text().splitlines():
        if inside and line.strip() == "```":
            inside = False
        lines.append(line if inside else "")
        if line.strip() == "```sh run":
            inside = True
    if not any(lines):
        return ""
    # The first line of a document is its title: there is room for what stops at a failure and says where it was.
    return "\n".join([r"""set -eE -o pipefail; trap 'echo "$BASH_SOURCE:$LINENO: failed: $BASH_COMMAND" >&2' ERR; set -x""",
                      *lines[1:]]) + "\n"


def run(name: str, folder: Path, programs: list[Path]) -> list[str]:
    """Runs a document's blocks in a copy of the project; returns complaints and prints what was said when there are any."""
    copy = folder / ("document-" + re.sub(r"\W", "-", name))
    copy_project(copy)
    commands = folder / name
    commands.parent.mkdir(parents=True, exist_ok=True)
    commands.write_text(script(name))
    environment = clean_environment() | kept_variables() | {
        "PATH": os.pathsep.join([*(str(program) for program in programs), os.environ["PATH"]]),
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "", "PS4": "+ $LINENO: ", "LC_ALL": "C.UTF-8",
    }
    started = time.monotonic()
    said = folder / (copy.name + ".output")
    with open(said, "wb") as output:
        # The script's name is the document's, so that the shell's own messages begin with it.
        shell = subprocess.Popen(["bash", os.path.relpath(commands, copy)], cwd=copy, env=environment,
                                 stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        try:
            exit_code = shell.wait(DOCUMENT_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            exit_code = f"none within {DOCUMENT_WITHIN_SECONDS} s"
        finally:
            end_session(shell)
    text = said.read_text(errors="replace")
    shutil.rmtree(copy)
    trouble = [f"DOCUMENT {name}: {line}" for line in trouble_in(text)]
    if exit_code == 0 and not trouble:
        print(f"{name}: its commands run, in {time.monotonic() - started:.0f} s", flush=True)
        return []
    print(f"{name}:\n{text}", flush=True)
    where = re.findall(rf"^\S*{re.escape(name)}:(\d+): (failed: .*)$", text, re.M)
    where += re.findall(rf"^\S*{re.escape(name)}: line (\d+): (.*)$", text, re.M)
    line, what = where[0] if where else ("?", f"exit code {exit_code}")
    return trouble + ([f"DOCUMENT {name}:{line}: {what}"] if exit_code else [])


def copy_project(into: Path) -> None:
    """What a commit of the present state would hold, and the jar, so that it is not built once more."""
    named = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY,
                           check=True, capture_output=True, text=True).stdout
    for name in filter(None, named.split("\0")):
        if (REPOSITORY / name).exists():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, into / name)
    (into / JAR).parent.mkdir(parents=True, exist_ok=True)
    # Copied last, it is newer than every source.
    shutil.copy(REPOSITORY / JAR, into / JAR)


def end_session(shell: subprocess.Popen) -> None:
    """Ends what the blocks left running."""
    try:
        os.killpg(shell.pid, signal.SIGTERM)
        time.sleep(1)
        os.killpg(shell.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    shell.wait()
