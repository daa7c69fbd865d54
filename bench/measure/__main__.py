# SPDX-License-Identifier: Apache-2.0
"""The command line of bench/run."""

import argparse
import fnmatch
import subprocess
import sys
import time
from pathlib import Path

from . import results
from .bench import Bench
from .cases import all_cases
from .load import RequestFailed
from .servers import ROOT, OtherProcesses

# In memory, fdatasync costs nothing and nothing is durable: figures from there would be lies.
NOT_A_DISK = {"tmpfs", "ramfs"}


def main():
    options = _options()
    chosen = _chosen(options)
    if options.list:
        print("\n".join(case.name + ("" if case.quick else "    (not in --quick)") for case in chosen))
        return 0
    folder = options.folder or ROOT / "bench" / ".cache" / "run"
    folder.parent.mkdir(parents=True, exist_ok=True)
    if results.filesystem(folder.parent) in NOT_A_DISK:
        sys.exit(f"bench: {folder.parent} is not on a disk; name one with --folder")
    _build()
    started = time.monotonic()
    found = results.Results(options.out, results.facts_of_this_machine(ROOT, folder.parent, sys.argv[1:]))
    failed = _run(chosen, Bench(folder, options.quick), found)
    missed = [row.case for row in found.rows if row.met is False]
    print(f"\n{len(found.rows)} figures in {time.monotonic() - started:.0f} s, written to {options.out}")
    print(f"below target: {', '.join(missed) or 'none'}")
    if options.document and not failed:
        subprocess.run([ROOT / "bench" / "table", options.out, "--write", ROOT / "docs" / "performance.md"], check=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(cases, bench, found):
    failed = []
    try:
        for number, case in enumerate(cases, 1):
            results.progress(f"{number}/{len(cases)} {case.name}")
            others = OtherProcesses()
            try:
                for row in case.rows(bench):
                    row.others = others.share()
                    found.add(row)
            except RequestFailed as e:
                failed.append(case.name)
                results.clear_progress()
                print(f"FAILED {case.name}: {e}", flush=True)
    finally:
        results.clear_progress()
        bench.close()
    return failed


def _options():
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Ostler beside nginx, fdatasync and MD5.")
    parser.add_argument("--quick", action="store_true", help="the cases with a target, shorter: under three minutes")
    parser.add_argument("--only", metavar="CASE", action="append", help="a case or a pattern such as 'put-1KiB-*'")
    parser.add_argument("--document", action="store_true", help="write the figures into docs/performance.md as well")
    parser.add_argument("--list", action="store_true", help="names the cases and ends")
    parser.add_argument("--out", metavar="FILE", type=Path,
                        default=ROOT / "bench" / ".cache" / f"{time.strftime('%Y%m%d-%H%M%S')}.jsonl",
                        help="where the figures go (default bench/.cache/TIME.jsonl)")
    parser.add_argument("--folder", metavar="DIR", type=Path,
                        help="the servers' data, on the disk to measure; emptied (default bench/.cache/run)")
    options = parser.parse_args()
    if options.document and (options.only or options.quick):
        parser.error("--document is for a run of all cases")
    return options


def _chosen(options):
    cases = [case for case in all_cases()
             if not options.only or any(fnmatch.fnmatch(case.name, pattern) for pattern in options.only)]
    if options.quick:
        cases = [case for case in cases if case.quick]
    if not cases:
        sys.exit("bench: no such case; bench/run --list names them")
    return cases


def _build():
    """The launcher would build too, but within the time of the first start."""
    subprocess.run([ROOT / "ostler", "--version"], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
