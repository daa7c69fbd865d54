# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured: each a child process on a free loopback port, stopped by its process id."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .signing import Signer

ROOT = Path(__file__).resolve().parents[2]
REGION = "us-ashburn-1"
START_SECONDS = 60
STOP_SECONDS = 60
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A running process that answers on `host`:`port`."""

    process = None
    host = "127.0.0.1"
    port = 0

    running = []

    def run(self, command, **options):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
        Server.running.append(self)

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def cpu_seconds(self):
        """User and system time so far, of the process and its children that still run."""
        return sum(_cpu_seconds(pid) for pid in [self.process.pid, *_children(self.process.pid)])

    def peak_memory_bytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmHWM in /proc")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in Server.running:
            Server.running.remove(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class OtherProcesses:
    """What share of the machine processes that are not ours have had since this was made."""

    def __init__(self):
        self._started = time.perf_counter()
        self._before = self._seconds()

    def share(self):
        elapsed = time.perf_counter() - self._started
        return max(0.0, (self._seconds() - self._before) / elapsed / os.cpu_count())

    @staticmethod
    def _seconds():
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(
            int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
        ours = sum(os.times()[:4]) + sum(server.cpu_seconds() for server in Server.running)
        return (user + nice + system + irq + softirq + steal) / CLOCK_TICKS - ours


class Ostler(Server):
    """
    `./ostler serve` on a data directory; `ready_seconds` is from the command to its first answer. `world`: a bootstrap file's
    content.
    """

    def __init__(self, data, durability="fsync", java_options="", world=None):
        self.data = Path(data)
        self.data.mkdir(parents=True, exist_ok=True)
        ready = self.data.parent / f"{self.data.name}.ready.json"
        ready.unlink(missing_ok=True)
        self.log = self.data.parent / f"{self.data.name}.log"
        access_key, secret_key = "bench", secrets.token_hex(20)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OSTLER_")}
        environment |= {"OSTLER_ACCESS_KEY": access_key, "OSTLER_SECRET_KEY": secret_key}
        for kept in ("OSTLER_JAVA_HOME", "OSTLER_JAVA_OPTS"):
            if kept in os.environ:
                environment[kept] = os.environ[kept]
        if java_options:
            environment["OSTLER_JAVA_OPTS"] = f"{environment.get('OSTLER_JAVA_OPTS', '')} {java_options}".strip()
        command = [ROOT / "ostler", "serve", "--port", "0", "--data", self.data, "--region", REGION,
                   "--durability", durability, "--ready-file", ready]
        if world:
            bootstrap = self.data.parent / f"{self.data.name}.bootstrap.yaml"
            bootstrap.write_text(json.dumps(world))  # JSON is YAML
            command += ["--bootstrap", bootstrap]
        started = time.perf_counter()
        with open(self.log, "ab") as log:
            self.run(command, stdout=log, stderr=log, env=environment)
        while not ready.exists():
            if self.process.poll() is not None or time.perf_counter() - started > START_SECONDS:
                self.stop()
                raise RuntimeError(f"Ostler did not start; its output: {self.log.read_text()[-2000:]}")
            time.sleep(0.001)
        self.port = int(json.loads(ready.read_text())["endpoint"].rsplit(":", 1)[1])
        with socket.create_connection((self.host, self.port), START_SECONDS) as client:
            client.sendall(f"GET /_ostler/health HTTP/1.1\r\nHost: {self.address}\r\nConnection: close\r\n\r\n".encode())
            answer = client.recv(4096)
        self.ready_seconds = time.perf_counter() - started
        if not answer.startswith(b"HTTP/1.1 200"):
            self.stop()
            raise RuntimeError(f"Ostler is not healthy: {answer!r}")
        self.signer = Signer(access_key, secret_key, REGION, self.address)


class Nginx(Server):
    """Debian's nginx, serving a folder without signatures: a worker a core, sendfile, no access log."""

    def __init__(self, folder, files):
        folder = Path(folder).resolve()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.port = _free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(f"{name}_temp_path {folder}/tmp-{name}; "
                            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration = folder / "nginx.conf"
        configuration.write_text(f"""{user} worker_processes auto; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type binary/octet-stream;
    {temporary}
    server {{ listen {self.host}:{self.port}; root {Path(files).resolve()}; }}
}}
""")
        binary = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        self.run([binary, "-p", folder, "-e", folder / "error.log", "-c", configuration],
                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection((self.host, self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"nginx did not start: see {folder}/error.log") from None
                time.sleep(0.01)

    def heads(self, paths):
        return (f"GET {path} HTTP/1.1\r\nHost: {self.address}\r\n\r\n".encode() for path in paths)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def _children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
