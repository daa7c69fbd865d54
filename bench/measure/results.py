# SPDX-License-Identifier: Apache-2.0
"""Rows of figures: to the terminal as they come, to a file as lines of JSON, to a document as Markdown."""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


# From this share of the machine on, others disturb a measurement.
NOISY = 0.05


@dataclass
class Row:
    """One figure beside what it is held against. `target` bounds the ratio where there is a yardstick, else the value."""

    case: str
    title: str
    value: float
    unit: str
    yardstick: str | None = None
    yardstick_value: float | None = None
    target: float | None = None
    lower_is_better: bool = False
    p99_ms: float | None = None
    cpu_us: float | None = None
    # How far the parts of this measurement lay apart, as a share of their mean.
    spread: float | None = None
    # The share of the machine that other processes had meanwhile.
    others: float | None = None
    note: str = ""

    @property
    def ratio(self):
        return self.value / self.yardstick_value if self.yardstick_value else None

    @property
    def met(self):
        if self.target is None:
            return None
        judged = self.ratio if self.ratio is not None else self.value
        return judged <= self.target if self.lower_is_better else judged >= self.target

    def cells(self):
        target = ""
        if self.target is not None:
            bound = "≤" if self.lower_is_better else "≥"
            unit = "×" if self.ratio is not None else f" {self.unit}"
            target = f"{bound} {number(self.target)}{unit}"
        return [
            self.title,
            f"{number(self.value)} {self.unit}",
            f"{self.yardstick} {number(self.yardstick_value)}" if self.ratio is not None else "",
            f"{self.ratio:.2f}" if self.ratio is not None else "",
            target,
            {None: "", True: "yes", False: "no"}[self.met],
            f"{number(self.p99_ms)} ms" if self.p99_ms is not None else "",
            f"{number(self.cpu_us)} µs" if self.cpu_us is not None else "",
        ]

    @property
    def remarks(self):
        noise = []
        if self.others is not None and self.others > NOISY:
            noise.append(f"other processes had {self.others:.0%} of the machine")
        if self.spread is not None and self.spread > 2 * NOISY:
            noise.append(f"the parts lay {self.spread:.0%} apart")
        return [remark for remark in (self.note, f"noisy: {', '.join(noise)}" if noise else "") if remark]


COLUMNS = ["case", "Ostler", "yardstick", "ratio", "target", "met", "p99", "CPU a request"]
WIDTHS = [44, 14, 18, 6, 10, 4, 9, 13]


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}".rstrip("0").rstrip(".")


class Results:
    """Collects a run's rows."""

    def __init__(self, path, facts):
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.rows = []
        self.path.write_text(json.dumps({"run": facts}, ensure_ascii=False) + "\n")
        self._show(COLUMNS)

    def add(self, row):
        self.rows.append(row)
        line = {name: _short(value) for name, value in asdict(row).items() if value not in (None, "")}
        line |= {"ratio": _short(row.ratio), "met": row.met}
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        clear_progress()
        self._show(row.cells())
        for remark in row.remarks:
            print(f"    {remark}", flush=True)

    @staticmethod
    def _show(cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS)).rstrip(), flush=True)


def _short(value):
    return float(f"{value:.4g}") if isinstance(value, float) else value


def read(path):
    """The facts and the rows of a result file."""
    facts, rows = {}, []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        if "run" in fields:
            facts = fields["run"]
        else:
            fields.pop("ratio", None)
            fields.pop("met", None)
            rows.append(Row(**fields))
    return facts, rows


def facts_of_this_machine(root, folder, arguments):
    return {
        "command": " ".join(["bench/run", *arguments]),
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _output(["git", "-C", str(root), "describe", "--always", "--dirty"]),
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release(),
        "filesystem": filesystem(folder),
        "load_before": round(os.getloadavg()[0], 2),
        "nginx": _output(["nginx", "-v"]).rpartition("/")[2],
        "wrk": (_output(["wrk", "-v"]).split() or ["", "?"])[1],
    }


def filesystem(folder):
    return _output(["stat", "-f", "-c", "%T", str(folder)])


def _cpu_model():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _output(command):
    path = f"{os.environ['PATH']}:/usr/sbin"
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})
    except FileNotFoundError:
        return ""
    return (done.stdout + done.stderr).strip()


def progress(text):
    """What is going on, on one line that the next row overwrites; silent where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text[:110]}")
    else:
        sys.stderr.write(f"… {text}\n")
    sys.stderr.flush()


def clear_progress():
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
