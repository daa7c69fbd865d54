# SPDX-License-Identifier: Apache-2.0
"""GET and PUT of every size, by one client and by many."""

from functools import partial

from . import load
from .bench import KIB, LONG_BODY, MIB, SIZES, content
from .results import Row
from .signing import UNSIGNED_PAYLOAD

CLIENTS = (1, 8, 32)

# Ratios that the project set itself: GET to nginx's plain GET, PUT to the disk's fdatasync or to one core's MD5.
GET_TARGETS = {("1KiB", 32): 0.5, ("10MiB", 8): 0.9}
PUT_TARGETS = {
    ("1KiB", 1, "fsync"): 0.5,
    ("1KiB", 32, "fsync"): 3,
    ("64MiB", 1, "fsync"): 0.45,
    ("64MiB", 1, "os"): 0.55,
}
GET_UNDER_LOAD_MAX_P99_MS = 20

QUICK_GETS = {("1KiB", 1), *GET_TARGETS}
QUICK_PUTS = set(PUT_TARGETS)

# More names than the fastest server uses up: nearly every PUT of a small object makes a new one.
NEW_NAMES_A_SECOND = 25_000
# Long bodies replace each other: bytes that nobody keeps leave the page cache before they are written back. With new
# names only, a disk that takes less than the server does is what is measured after some seconds.
BYTES_OF_LONG_BODIES = 256 * MIB


def cases():
    for size in SIZES:
        for clients in CLIENTS:
            yield f"get-{size}-x{clients}", (size, clients) in QUICK_GETS, partial(_get, size, clients)
    for durability in ("fsync", "os"):
        for size in SIZES:
            for clients in CLIENTS:
                yield (f"put-{size}-x{clients}-{durability}", (size, clients, durability) in QUICK_PUTS,
                       partial(_put, size, clients, durability))
    yield "put-64MiB-x1-fsync-unsigned", False, partial(_put, "64MiB", 1, "fsync", signed=False)
    yield "get-1KiB-under-load", True, _get_under_load


def _get(size, clients, bench):
    nginx, ostler = bench.nginx(), bench.ostler()
    length, paths = SIZES[size], bench.paths(size)

    def beside():
        if length < LONG_BODY:
            return load.wrk(nginx, nginx.heads(paths), clients, bench.yardstick_seconds).rate
        return load.replay(nginx, load.again_and_again(nginx.heads(paths)), clients, bench.yardstick_seconds).rate

    found = bench.measure(ostler, lambda: ostler.signer.heads("GET", paths), clients, answer_bytes=length, yardstick=beside)
    yield _row(f"get-{size}-x{clients}", f"GET {_spaced(size)} × {clients}", found, "nginx",
               GET_TARGETS.get((size, clients)))


def _put(size, clients, durability, bench, signed=True):
    server, body = bench.ostler(durability), content(SIZES[size])
    count = NEW_NAMES_A_SECOND * bench.turn_seconds if len(body) < LONG_BODY else BYTES_OF_LONG_BODIES // len(body)
    name, beside = None, None
    if len(body) >= LONG_BODY:
        name, beside = "MD5", lambda: bench.md5(len(body))
    elif durability == "fsync":
        name, beside = "fdatasync", lambda: bench.fdatasync(len(body))

    found = bench.measure(server, lambda: server.signer.puts(bench.new_names(count), body, signed), clients, body,
                          yardstick=beside)
    yield _row(f"put-{size}-x{clients}-{durability}{'' if signed else '-unsigned'}",
               f"PUT {_spaced(size)} × {clients}, {durability}{'' if signed else f', {UNSIGNED_PAYLOAD}'}",
               found, name, PUT_TARGETS.get((size, clients, durability)) if signed else None)


def _get_under_load(bench):
    """Four readers beside 32 writers and a client that lists without a pause."""
    server, body, seconds = bench.ostler(), content(KIB), bench.turn_seconds * bench.turns
    names = bench.new_names(NEW_NAMES_A_SECOND * seconds)
    listing = [("/bench", {"list-type": 2, "prefix": "put/", "start-after": name.removeprefix("/bench/")})
               for name in names[:1000]]
    # The others begin earlier and end later than the readers.
    writers = load.Wrk(server, server.signer.puts(names, body), 32, seconds + 2, body)
    lister = load.Wrk(server, server.signer.heads("GET", listing), 1, seconds + 2)
    load.wrk(server, server.signer.heads("GET", bench.paths("1KiB")), 4, 1)
    read = load.wrk(server, server.signer.heads("GET", bench.paths("1KiB")), 4, seconds)
    written, listed = writers.result(), lister.result()
    yield Row("get-1KiB-under-load", "p99 of GET 1 KiB × 4 under load", read.p99_ms, "ms",
              target=GET_UNDER_LOAD_MAX_P99_MS, lower_is_better=True,
              note=f"beside {written.rate:,.0f} PUT/s by 32 clients and {listed.rate:,.0f} pages/s; "
                   f"{read.rate:,.0f} GET/s, p50 {read.p50_ms:.1f} ms")


def _row(case, title, found, yardstick, target):
    return Row(case, title, found.load.rate, "/s", yardstick, found.yardstick, target, p99_ms=found.load.p99_ms,
               cpu_us=found.cpu_us, spread=found.spread)


def _spaced(size):
    return size.replace("KiB", " KiB").replace("MiB", " MiB")
