# SPDX-License-Identifier: Apache-2.0
"""
Installs the clients, starts a server of each dialect, runs every scenario against both, and the commands that the documents
show; judges the outcome.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from . import clients, documents, outcome
from .server import REPOSITORY, Server

SUITE_WITHIN_SECONDS = 900
COMPATIBILITY = REPOSITORY / "docs" / "compatibility.md"
DOCUMENTS = "documents"


def run_suite(client: clients.Client, suite: clients.Suite, server: Server, folder: Path,
              skips: list[outcome.Skip]) -> list[outcome.Row]:
    """Runs the scenarios of one client against one server; prints a line, and all output when one failed anew."""
    scratch = folder / f"{client.name}-{server.dialect}"
    scratch.mkdir()
    rows_file = scratch / "rows.jsonl"
    environment = server.environment() | suite.environment | {
        "CLIENT": client.name, "VERSION": client.version, "ROWS": str(rows_file),
        "HOME": str(scratch), "TMPDIR": str(scratch), "LC_ALL": "C.UTF-8",
    }
    started = time.monotonic()
    with open(scratch / "output", "wb") as output:
        try:
            subprocess.run(suite.command, cwd=suite.folder, env=environment, stdin=subprocess.DEVNULL,
                           stdout=output, stderr=output, timeout=SUITE_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            output.write(f"\nstopped after {SUITE_WITHIN_SECONDS} s\n".encode())
    rows = outcome.read_rows(rows_file)
    failed = [row for row in rows if row.result != "passed"]
    text = f"{client.name} {client.version}, {server.dialect}: {len(rows) - len(failed)} passed, {len(failed)} failed " \
           f"in {time.monotonic() - started:.0f} s"
    if not rows or not all(any(skip.covers(row) for skip in skips) for row in failed):
        text += "\n" + (scratch / "output").read_text(errors="replace")
    print(text, flush=True)
    return rows


def main() -> int:
    names = [client.name for client in clients.ALL] + [DOCUMENTS]
    arguments = argparse.ArgumentParser(prog="clients/run", description=__doc__)
    arguments.add_argument("--only", metavar="CLIENT", action="append", choices=names,
                           help="this alone, one of " + ", ".join(names) + "; may be repeated")
    arguments.add_argument("--dialect", choices=outcome.DIALECTS, help="this dialect alone")
    arguments.add_argument("--write", action="store_true", help="write docs/compatibility.md anew")
    wanted = arguments.parse_args()
    if wanted.write and (wanted.only or wanted.dialect):
        arguments.error("--write needs a run of everything")
    judgement = subprocess.run([sys.executable, "-m", "unittest", "harness.test_judgement"], capture_output=True, text=True)
    if judgement.returncode != 0:
        sys.exit(f"{judgement.stderr}clients/run: would not notice what must fail a run")
    scenarios, skips = outcome.read_scenarios(), outcome.read_skips()
    complaints = [f"UNKNOWN  {name}: clients/scenarios.txt or skips.txt names it, and there is no such client"
                  for name in sorted(outcome.named_clients(scenarios, skips) - set(names))]
    chosen = [client for client in clients.ALL if client.name in (wanted.only or names)]
    dialects = [wanted.dialect] if wanted.dialect else list(outcome.DIALECTS)

    suites = [(client, client.install()) for client in chosen]
    told = documents.documents() if DOCUMENTS in (wanted.only or names) else []
    programs = clients.programs_of_documents() if told else []
    # Builds the server where that is due, once and in sight, before two servers start at the same time.
    subprocess.run([REPOSITORY / "ostler", "--version"], check=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ostler-clients-")))
        servers = [stack.enter_context(Server(dialect)) for dialect in dialects] if suites else []
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            jobs = [workers.submit(run_suite, client, suite, server, folder, skips)
                    for client, suite in suites for server in servers]
            read = [workers.submit(documents.run, name, folder, programs) for name in told]
            print(f"{len(jobs) + len(read)} suites and documents to run", flush=True)
            rows = [row for job in jobs for row in job.result()]
            complaints += [complaint for job in read for complaint in job.result()]

    complaints += [f"SERVER   {server.dialect}: {line}" for server in servers for line in server.trouble]
    complaints += outcome.complaints(
        rows, scenarios, skips, {(client.name, dialect) for client in chosen for dialect in dialects})
    if not wanted.only and not wanted.dialect:
        text = outcome.compatibility(rows, scenarios, skips, [(client.name, client.version) for client in chosen])
        if wanted.write:
            COMPATIBILITY.write_text(text)
        elif not COMPATIBILITY.exists() or COMPATIBILITY.read_text() != text:
            complaints.append("docs/compatibility.md is not what this run found: clients/run --write")
    for complaint in complaints:
        print(complaint)
    print("clients/run: " + (f"{len(complaints)} complaints" if complaints else
                             f"{len(rows)} rows, {len(told)} documents: all as they should be"))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
