# SPDX-License-Identifier: Apache-2.0
"""What the cases share: the run's folder, its servers, warmed up, and loads that take turns with their yardstick."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from . import load, results, yardsticks
from .servers import Nginx, Ostler

KIB = 1 << 10
MIB = 1 << 20
SIZES = {"1KiB": KIB, "64KiB": 64 * KIB, "1MiB": MIB, "10MiB": 10 * MIB, "64MiB": 64 * MIB}

# So many different objects are read in turn: all fit into the page cache, as they do for nginx.
OBJECTS = {"1KiB": 1000, "64KiB": 400, "1MiB": 48, "10MiB": 8, "64MiB": 3}

# wrk copies each request it sends and reads 8 KiB at a time: from this size on our own generator takes over.
LONG_BODY = MIB


@dataclass
class Measured:
    """A load, the server's CPU for each request, the yardstick's mean rate and how far the turns lay apart."""

    load: load.Load
    cpu_us: float
    yardstick: float | None
    spread: float


class Bench:
    """One run. Servers start when a case first needs them and stay until `close`."""

    def __init__(self, folder, quick):
        self.folder = Path(folder)
        self.quick = quick
        self.turns = 2 if quick else 3
        self.turn_seconds = 2
        self.yardstick_seconds = 1
        self.warmup_seconds = 4 if quick else 10
        self._open = ExitStack()
        self._servers = {}
        self._nginx = None
        self._names = 0
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def close(self):
        self._open.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ostler(self, durability="fsync"):
        """A server with warm code: just-in-time compilation is not what the steady cases measure."""
        if durability not in self._servers:
            server = self._open.enter_context(Ostler(self.folder / f"ostler-{durability}", durability))
            self._servers[durability] = server
            self._fill(server)
            self._warm_up(server)
        return self._servers[durability]

    def ostler_with(self, name, world):
        """A further server, in a world of its own, with the small objects alone."""
        if name not in self._servers:
            server = self._open.enter_context(Ostler(self.folder / f"ostler-{name}", world=world))
            self._servers[name] = server
            self.make_bucket(server, "bench")
            body = content(KIB)
            load.replay(server, load.with_body(server.signer.puts(self.paths("1KiB"), body), body), 8)
            self._warm_up(server)
        return self._servers[name]

    def nginx(self):
        if self._nginx is None:
            self._nginx = self._open.enter_context(Nginx(self.folder / "nginx", self._files()))
        return self._nginx

    def paths(self, size):
        return [f"/bench/{size}/{number}" for number in range(OBJECTS[size])]

    def new_names(self, count):
        """Names that no request has used yet, not in order."""
        self._names += 1
        return [f"/bench/put/{self._names}/{number * 7919 % count:07d}" for number in range(count)]

    def make_bucket(self, server, name):
        load.ask(server, server.signer.heads("PUT", [f"/{name}"], body_length=0))

    def measure(self, server, heads, clients, body=b"", answer_bytes=0, yardstick=None):
        """
        Loads a server in turns with its yardstick (a function that returns a rate), which has the first turn and the last.

        `heads` is a function, since every turn has requests of its own. A disturbance from outside so meets both.
        """
        long = max(len(body), answer_bytes) >= LONG_BODY
        loads, cpu, rates = [], 0.0, []
        besides = [yardstick()] if yardstick else []
        for _ in range(self.turns):
            requests = list(heads())
            before = server.cpu_seconds()
            if long:
                requests = load.again_and_again(requests, body)
                loads.append(load.replay(server, requests, clients, self.turn_seconds))
            else:
                loads.append(load.wrk(server, requests, clients, self.turn_seconds, body))
            cpu += server.cpu_seconds() - before
            rates.append(loads[-1].rate)
            if yardstick:
                besides.append(yardstick())
                rates[-1] /= (besides[-2] + besides[-1]) / 2
        found = load.total(loads)
        return Measured(found, cpu * 1e6 / found.requests, sum(besides) / len(besides) if besides else None,
                        (max(rates) - min(rates)) * len(rates) / sum(rates))

    def fdatasync(self, record_bytes):
        return yardsticks.fdatasync_rate(self.folder, record_bytes, self.yardstick_seconds)

    def md5(self, length):
        return yardsticks.md5_rate(length, self.yardstick_seconds)

    def _files(self):
        """The bodies as files in the shape of their paths."""
        files = self.folder / "files"
        if not files.exists():
            results.progress("writing the files that nginx serves")
            for size, length in SIZES.items():
                body = content(length)
                for path in self.paths(size):
                    file = files / path.lstrip("/")
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(body)
        return files

    def _fill(self, server):
        results.progress("filling Ostler with objects")
        self.make_bucket(server, "bench")
        for size, length in SIZES.items():
            body = content(length)
            load.replay(server, load.with_body(server.signer.puts(self.paths(size), body), body), 8)

    def _warm_up(self, server):
        results.progress(f"warming up for {2 * self.warmup_seconds} s")
        body = content(KIB)
        load.wrk(server, server.signer.heads("GET", self.paths("1KiB")), 32, self.warmup_seconds)
        load.wrk(server, server.signer.puts(self.new_names(20_000), body), 32, self.warmup_seconds, body)


def content(length):
    """Bytes that are the same in every run and do not compress."""
    state, block = 1, bytearray()
    while len(block) < min(length, 64 * KIB):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        block += (state >> 16).to_bytes(6, "big")
    return (bytes(block) * (length // len(block) + 1))[:length]
