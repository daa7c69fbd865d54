# SPDX-License-Identifier: Apache-2.0
"""What the cases share: the run's folder, its servers, warmed up, and a row made of a load and its yardstick."""

import shutil
from contextlib import ExitStack
from pathlib import Path

from . import load, results, yardsticks
from .servers import Nginx, Ostler

KIB = 1 << 10
MIB = 1 << 20
SIZES = {"1KiB": KIB, "64KiB": 64 * KIB, "1MiB": MIB, "10MiB": 10 * MIB, "64MiB": 64 * MIB}

# So many different objects are read in turn: all fit into the page cache, as they would for nginx.
OBJECTS = {"1KiB": 1000, "64KiB": 400, "1MiB": 48, "10MiB": 8, "64MiB": 3}

# wrk copies each request it sends and reads 8 KiB at a time: from this size on our own generator takes over.
LONG_BODY = MIB


class Bench:
    """One run. Servers start when a case first needs them and stay until `close`."""

    def __init__(self, folder, quick):
        self.folder = Path(folder)
        self.quick = quick
        self.seconds = 3 if quick else 6
        self.yardstick_seconds = 1 if quick else 2
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

    def nginx(self):
        if self._nginx is None:
            self._nginx = self._open.enter_context(Nginx(self.folder / "nginx", self._files()))
        return self._nginx

    def paths(self, size):
        return [f"/bench/{size}/{number}" for number in range(OBJECTS[size])]

    def new_names(self, count):
        """Names that no request has used yet, spread like a program's and not in order."""
        self._names += 1
        return [f"/bench/put/{self._names}/{number * 7919 % count:07d}" for number in range(count)]

    def measure(self, server, heads, clients, body=b"", answer_bytes=0):
        """A load on a server: (load, the server's CPU microseconds for each request)."""
        before = server.cpu_seconds()
        if max(len(body), answer_bytes) < LONG_BODY:
            found = load.wrk(server, heads, clients, self.seconds, body)
        else:
            found = load.replay(server, load.again_and_again(heads, body), clients, self.seconds)
        return found, (server.cpu_seconds() - before) * 1e6 / found.requests

    def fdatasync(self, record_bytes):
        return yardsticks.fdatasync_rate(self.folder, record_bytes, self.yardstick_seconds)

    def make_bucket(self, server, name):
        load.ask(server, *next(load.with_body(server.signer.heads("PUT", [f"/{name}"], body_length=0))))

    def _files(self):
        """The bodies as files in the shape of their paths, for nginx to serve and for Ostler to be filled from."""
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
        results.progress("filling Ostler with the same objects")
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
