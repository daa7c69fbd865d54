# SPDX-License-Identifier: Apache-2.0
"""Every case by its name. A case yields rows."""

from collections.abc import Callable
from dataclasses import dataclass

from . import load, yardsticks
from .bench import KIB, LONG_BODY, MIB, SIZES, content
from .results import Row

CLIENTS = (1, 8, 32)

# Ratios that the project set itself: GET to nginx's plain GET, PUT to the disk's or to one core's MD5.
GET_TARGETS = {("1KiB", 32): 0.5, ("10MiB", 8): 0.9}
PUT_TARGETS = {
    ("1KiB", 1, "fsync"): 0.5,
    ("1KiB", 32, "fsync"): 3,
    ("64MiB", 1, "fsync"): 0.45,
    ("64MiB", 1, "os"): 0.55,
}
QUICK_GETS = {("1KiB", 1), ("1KiB", 32), ("10MiB", 8)}
QUICK_PUTS = set(PUT_TARGETS)

# More names than the fastest run uses up: nearly every PUT of a small object makes a new one.
NEW_NAMES_A_SECOND = 25_000
NAMES_OF_LONG_BODIES = 64


@dataclass(frozen=True)
class Case:
    name: str
    quick: bool
    rows: Callable


def all_cases():
    for size in SIZES:
        for clients in CLIENTS:
            yield _get(size, clients)
    for durability in ("fsync", "os"):
        for size in SIZES:
            for clients in CLIENTS:
                yield _put(size, clients, durability)


def _get(size, clients):
    def rows(bench):
        nginx, ostler = bench.nginx(), bench.ostler()
        paths = bench.paths(size)

        def beside():
            if SIZES[size] < LONG_BODY:
                return load.wrk(nginx, nginx.heads(paths), clients, bench.yardstick_seconds).rate
            requests = load.again_and_again(nginx.heads(paths))
            return load.replay(nginx, requests, clients, bench.yardstick_seconds).rate

        before = beside()
        found, cpu = bench.measure(ostler, ostler.signer.heads("GET", paths), clients, answer_bytes=SIZES[size])
        yield Row(f"get-{size}-x{clients}", f"GET {_spaced(size)} × {clients}", found.rate, "/s",
                  "nginx", (before + beside()) / 2, GET_TARGETS.get((size, clients)), p99_ms=found.p99_ms, cpu_us=cpu)

    return Case(f"get-{size}-x{clients}", (size, clients) in QUICK_GETS, rows)


def _put(size, clients, durability):
    def rows(bench):
        server, body = bench.ostler(durability), content(SIZES[size])
        names = bench.new_names(
            bench.seconds * NEW_NAMES_A_SECOND if len(body) < LONG_BODY else NAMES_OF_LONG_BODIES)

        yardstick = None
        if len(body) >= LONG_BODY:
            yardstick = "MD5"
            beside = lambda: yardsticks.md5_rate(len(body), bench.yardstick_seconds)
        elif durability == "fsync":
            yardstick = "fdatasync"
            beside = lambda: bench.fdatasync(len(body))

        before = beside() if yardstick else None
        found, cpu = bench.measure(server, server.signer.puts(names, body), clients, body)
        yield Row(f"put-{size}-x{clients}-{durability}", f"PUT {_spaced(size)} × {clients}, {durability}",
                  found.rate, "/s", yardstick, (before + beside()) / 2 if yardstick else None,
                  PUT_TARGETS.get((size, clients, durability)), p99_ms=found.p99_ms, cpu_us=cpu)

    return Case(f"put-{size}-x{clients}-{durability}", (size, clients, durability) in QUICK_PUTS, rows)


def _spaced(size):
    return size.replace("KiB", " KiB").replace("MiB", " MiB")
