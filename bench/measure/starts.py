# SPDX-License-Identifier: Apache-2.0
"""How soon a server answers, and what it can do with little memory."""

import hashlib
import shutil
import statistics
import time

from . import load
from .bench import MIB, content
from .results import Row
from .servers import Ostler

READY_MAX_SECONDS = 1
NO_AOT_CACHE = "-XX:AOTMode=off"

UPLOADS = 32
UPLOAD_MIB = 128
SMALL_HEAP = "-Xmx256m"


def cases():
    yield "ready", True, _ready
    yield "uploads-small-heap", True, _uploads_small_heap


def _ready(bench):
    """From the command to the first answer, on an empty directory and on one that a server has used before."""
    first, again = [], []
    for number in range(3 if bench.quick else 7):
        folder = bench.folder / f"ready-{number}"
        for times in (first, again):
            with Ostler(folder, java_options=NO_AOT_CACHE) as server:
                times.append(server.ready_seconds)
                if times is first:
                    bench.make_bucket(server, "bench")
        shutil.rmtree(folder)
    for case, title, times in (("ready-first", "ready, empty directory", first), ("ready-again", "ready, used directory", again)):
        yield Row(case, f"{title}, no AOT cache", statistics.median(times), "s", target=READY_MAX_SECONDS, lower_is_better=True,
                  note="each time: " + ", ".join(f"{seconds:.2f}" for seconds in sorted(times)) + " s")


def _uploads_small_heap(bench):
    """All at once, each on a connection of its own; a failed one fails the case."""
    body = content(UPLOAD_MIB * MIB)
    with Ostler(bench.folder / "small-heap", java_options=SMALL_HEAP) as server:
        bench.make_bucket(server, "bench")
        heads = server.signer.puts([f"/bench/{number}" for number in range(UPLOADS)], body)
        started = time.perf_counter()
        load.replay(server, load.with_body(heads, body), UPLOADS)
        seconds = time.perf_counter() - started
        peak = server.peak_memory_bytes()
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        _require_stored(server, md5)
    shutil.rmtree(bench.folder / "small-heap")
    yield Row("uploads-small-heap", f"{UPLOADS} uploads of {UPLOAD_MIB} MiB at once, {SMALL_HEAP}",
              UPLOADS * UPLOAD_MIB / seconds, "MiB/s", note=f"all stored; {peak / MIB:,.0f} MiB resident at most")


def _require_stored(server, md5):
    _, listing = load.ask(server, server.signer.heads("GET", [("/bench", {"list-type": 2})]))
    if listing.count(md5.encode()) != UPLOADS:
        raise load.RequestFailed(f"not all of {UPLOADS} uploads are listed with their MD5")
