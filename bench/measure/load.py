# SPDX-License-Identifier: Apache-2.0
"""Two load generators: wrk for small requests, sockets of our own for long bodies, for pipelining and for single requests."""

import json
import selectors
import socket
import subprocess
import tempfile
import time
from collections import deque
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

REPLAY = Path(__file__).resolve().parent.parent / "replay.lua"
RECEIVE_BYTES = 256 << 10
SOCKET_TIMEOUT_SECONDS = 120


@dataclass
class Load:
    """What a generator saw: answered requests, the time they took, latencies in milliseconds."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float

    @property
    def rate(self):
        return self.requests / self.seconds


class RequestFailed(Exception):
    """An answer was not a success: the figure would mean nothing."""


class Wrk:
    """wrk in the background, replaying `heads`, each followed by `body`. `result()` waits for its end."""

    def __init__(self, server, heads, clients, seconds, body=b""):
        self._requests = tempfile.NamedTemporaryFile(prefix="bench-", suffix=".requests")
        self._requests.write(f"{len(body)}\n".encode() + body + b"\x1e".join(heads))
        self._requests.flush()
        self.process = subprocess.Popen(
            ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", REPLAY,
             f"http://{server.address}/", "--", self._requests.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def result(self):
        output, _ = self.process.communicate()
        self._requests.close()
        for line in output.splitlines():
            if line.startswith("RESULT "):
                found = json.loads(line.removeprefix("RESULT "))
                if found["failed"] or found["broken"] or not found["requests"]:
                    raise RequestFailed(f"of {found['requests']} requests {found['failed']} were refused, "
                                        f"{found['broken']} broke off")
                return Load(found["requests"], found["micros"] / 1e6, found["p50"] / 1e3, found["p99"] / 1e3,
                            found["max"] / 1e3)
        raise RequestFailed(f"wrk failed: {output[-1000:]}")


def wrk(server, heads, clients, seconds, body=b""):
    return Wrk(server, heads, clients, seconds, body).result()


def total(loads):
    """One load made of several: latencies are those of the worst."""
    return Load(sum(load.requests for load in loads), sum(load.seconds for load in loads),
                max(load.p50_ms for load in loads), max(load.p99_ms for load in loads),
                max(load.max_ms for load in loads))


class _Connection:
    """A client socket: sends a request's head and body, reads its answer; up to `depth` requests on the way."""

    def __init__(self, server, depth):
        self.socket = socket.create_connection((server.host, server.port), SOCKET_TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.depth = depth
        self.sent = deque()
        self.unsent = deque()
        self.received = b""
        self.body_left = None

    def offer(self, head, body):
        self.sent.append(time.perf_counter())
        self.unsent.append(memoryview(head))
        if body:
            self.unsent.append(memoryview(body))

    def send(self):
        while self.unsent:
            batch = [self.unsent[index] for index in range(min(len(self.unsent), 64))]
            try:
                count = self.socket.sendmsg(batch)
            except BlockingIOError:
                return
            while self.unsent and count >= len(self.unsent[0]):
                count -= len(self.unsent.popleft())
            if count:
                self.unsent[0] = self.unsent[0][count:]

    def receive(self, buffer, keep):
        """Yields (latency, status line, body) of every answer that ended; the body only when `keep`."""
        try:
            count = self.socket.recv_into(buffer)
        except BlockingIOError:
            return
        if count == 0:
            raise RequestFailed("the server closed a connection")
        if self.body_left is not None and count < self.body_left and not keep:
            self.body_left -= count
            return
        self.received += bytes(buffer[:count])
        while self.received:
            if self.body_left is None:
                end = self.received.find(b"\r\n\r\n")
                if end < 0:
                    return
                self.head = self.received[:end].decode("latin-1")
                self.received = self.received[end + 4:]
                self.body_left = _content_length(self.head)
                self.kept = b""
            taken = self.received[:self.body_left]
            self.received = self.received[len(taken):]
            self.body_left -= len(taken)
            if keep:
                self.kept += taken
            if self.body_left:
                return
            self.body_left = None
            yield time.perf_counter() - self.sent.popleft(), self.head, self.kept


def _content_length(head):
    status = head[9:12]
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return int(value)
    if status in ("204", "304"):
        return 0
    raise RequestFailed(f"an answer without a length: {head[:200]}")


def replay(server, requests, clients, seconds=None, depth=1, progress=None):
    """
    Sends `requests`, pairs of head and body, over `clients` connections until they, or the seconds, are used up.

    The clock runs from the first byte to the last answer, so that the requests under way at the end count too.
    """
    requests = iter(requests)
    selector = selectors.DefaultSelector()
    buffer = memoryview(bytearray(RECEIVE_BYTES))
    connections = [_Connection(server, depth) for _ in range(clients)]
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    latencies = []
    started = time.perf_counter()
    more = True
    try:
        while True:
            for connection in connections:
                while more and len(connection.sent) < connection.depth:
                    if seconds is not None and time.perf_counter() - started >= seconds:
                        more = False
                        break
                    following = next(requests, None)
                    if following is None:
                        more = False
                        break
                    connection.offer(*following)
                if connection.unsent:
                    connection.send()
                    events = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.unsent else 0)
                    if selector.get_key(connection.socket).events != events:
                        selector.modify(connection.socket, events, connection)
                elif selector.get_key(connection.socket).events != selectors.EVENT_READ:
                    selector.modify(connection.socket, selectors.EVENT_READ, connection)
            if not more and not any(connection.sent for connection in connections):
                break
            ready = selector.select(SOCKET_TIMEOUT_SECONDS)
            if not ready:
                raise RequestFailed(f"no answer for {SOCKET_TIMEOUT_SECONDS} s")
            for key, events in ready:
                if events & selectors.EVENT_READ:
                    for latency, head, body in key.data.receive(buffer, keep=False):
                        _require_success(head, body)
                        latencies.append(latency)
                        if progress and len(latencies) % 10_000 == 0:
                            progress(len(latencies))
    finally:
        for connection in connections:
            connection.socket.close()
        selector.close()
    elapsed = time.perf_counter() - started
    latencies.sort()
    return Load(len(latencies), elapsed, _percentile(latencies, 50), _percentile(latencies, 99), latencies[-1] * 1e3)


class Client:
    """One connection for requests one after the other, whose answers are wanted."""

    def __init__(self, server):
        self._connection = _Connection(server, 1)
        self._connection.socket.setblocking(True)
        self._connection.socket.settimeout(SOCKET_TIMEOUT_SECONDS)
        self._buffer = memoryview(bytearray(RECEIVE_BYTES))

    def ask(self, head, body=b""):
        """Milliseconds from the first byte sent to the last one received, and the answer's body."""
        self._connection.sent.append(time.perf_counter())
        self._connection.socket.sendall(head + body)
        while True:
            for latency, answer, content in self._connection.receive(self._buffer, keep=True):
                _require_success(answer, content)
                return latency * 1e3, content

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.socket.close()


def ask(server, heads, body=b""):
    """The first of `heads` on a connection of its own."""
    with Client(server) as client:
        return client.ask(next(iter(heads)), body)


def with_body(heads, body=b""):
    return ((head, body) for head in heads)


def again_and_again(heads, body=b""):
    """The same requests for ever."""
    heads = list(heads)
    return chain.from_iterable(with_body(heads, body) for _ in iter(int, 1))


def _require_success(head, body):
    if head[9] != "2":
        raise RequestFailed(f"{head[:300]!r} {body[:300]!r}")


def _percentile(ordered, percent):
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1e3
