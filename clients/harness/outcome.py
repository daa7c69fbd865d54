# SPDX-License-Identifier: Apache-2.0
"""What the scenarios came to: judged against what must run, and written down for readers."""

import json
from dataclasses import dataclass
from pathlib import Path

from .server import REPOSITORY

CLIENTS = REPOSITORY / "clients"
DIALECTS = ("oci", "s3")


@dataclass(frozen=True)
class Row:
    """One scenario, run by one client against one dialect. `result` is passed or failed."""

    client: str
    version: str
    dialect: str
    scenario: str
    result: str
    detail: str = ""


def read_rows(file: Path) -> list[Row]:
    return [Row(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []


@dataclass(frozen=True)
class Scenario:
    name: str
    clients: tuple[str, ...]
    description: str


def read_scenarios(file: Path = CLIENTS / "scenarios.txt") -> list[Scenario]:
    """Paragraphs of `name`, `clients: a b c` and a description; lines with # are comments."""
    scenarios = []
    text = "\n".join(line for line in file.read_text().splitlines() if not line.startswith("#"))
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        name, clients, *description = paragraph.splitlines()
        if not clients.startswith("clients:"):
            raise SystemExit(f"{file}: '{name}' has no line 'clients:'")
        words = tuple(clients.removeprefix("clients:").split())
        scenarios.append(Scenario(name, words, " ".join(line.strip() for line in description)))
    return scenarios


@dataclass(frozen=True)
class Skip:
    """A scenario that is known to fail: it runs all the same, and the line must go when it passes."""

    client: str
    dialect: str
    scenario: str
    reason: str

    def covers(self, row: Row) -> bool:
        return (row.client, row.scenario) == (self.client, self.scenario) and self.dialect in (row.dialect, "*")


def read_skips(file: Path = CLIENTS / "skips.txt") -> list[Skip]:
    """Lines of `client | dialect or * | scenario | reason`."""
    skips = []
    for line in file.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            client, dialect, scenario, reason = (part.strip() for part in line.split("|", 3))
            skips.append(Skip(client, dialect, scenario, reason))
    return skips


def named_clients(scenarios: list[Scenario], skips: list[Skip]) -> set[str]:
    return {client for scenario in scenarios for client in scenario.clients} | {skip.client for skip in skips}


def complaints(rows: list[Row], scenarios: list[Scenario], skips: list[Skip], ran: set[tuple[str, str]]) -> list[str]:
    """What is wrong with a run of these (client, dialect) pairs; empty when all is well."""
    said = []
    wanted = {(client, dialect, scenario.name)
              for scenario in scenarios for client in scenario.clients for dialect in DIALECTS
              if (client, dialect) in ran}
    met = {(row.client, row.dialect, row.scenario) for row in rows}
    for client, dialect, scenario in sorted(wanted - met):
        said.append(f"VANISHED {client} {dialect}: {scenario} (it is in scenarios.txt and did not run)")
    for client, dialect, scenario in sorted(met - wanted):
        said.append(f"UNLISTED {client} {dialect}: {scenario} (name it in scenarios.txt)")
    for row in rows:
        listed = [skip for skip in skips if skip.covers(row)]
        if row.result != "passed" and not listed:
            said.append(f"FAILED   {row.client} {row.dialect}: {row.scenario}: {row.detail}")
        if row.result == "passed" and any(skip.dialect == row.dialect for skip in listed):
            said.append(f"STALE    {row.client} {row.dialect}: {row.scenario} passes; take it out of skips.txt")
    for skip in skips:
        covered = [row for row in rows if skip.covers(row)]
        reachable = any((skip.client, dialect) in ran for dialect in DIALECTS if skip.dialect in (dialect, "*"))
        if reachable and (not covered or all(row.result == "passed" for row in covered)):
            said.append(f"STALE    {skip.client} {skip.dialect}: {skip.scenario}: its line in skips.txt covers no failure")
    return sorted(set(said))


def compatibility(rows: list[Row], scenarios: list[Scenario], skips: list[Skip], clients: list[tuple[str, str]]) -> str:
    """docs/compatibility.md: every scenario and client, without anything that changes from run to run."""
    passed = {(row.scenario, row.client, row.dialect) for row in rows if row.result == "passed"}
    lines = [
        "# Compatibility",
        "",
        "What real clients do against a real server, in both dialects. Written by `clients/run --write`; a run fails when",
        "it finds anything else than what stands here.",
        "",
        "## Clients",
        "",
        "| client | version |",
        "|---|---|",
        *(f"| {name} | {version} |" for name, version in clients),
        "",
        "## Scenarios",
        "",
        "`yes`: passes in both dialects. `oci` or `s3`: in that one alone. `no`: in neither; the reason is below.",
        "Empty: the client has no such feature, or the scenario is not written for it.",
        "",
        "| scenario | " + " | ".join(name for name, _ in clients) + " |",
        "|---|" + "---|" * len(clients),
    ]
    for scenario in scenarios:
        cells = []
        for client, _ in clients:
            dialects = [dialect for dialect in DIALECTS if (scenario.name, client, dialect) in passed]
            word = {0: "no", 1: dialects[0] if dialects else "", 2: "yes"}[len(dialects)]
            cells.append(word if client in scenario.clients else "")
        lines.append(f"| [{scenario.name}](#{anchor(scenario.name)}) | " + " | ".join(cells) + " |")
    lines += ["", "## What each scenario shows", ""]
    for scenario in scenarios:
        lines += [f"### {scenario.name}", "", scenario.description, ""]
    lines += ["## Known failures", ""]
    if skips:
        lines += ["| client | dialect | scenario | reason |", "|---|---|---|---|"]
        lines += [f"| {skip.client} | {skip.dialect} | {skip.scenario} | {skip.reason} |" for skip in skips]
    else:
        lines.append("None.")
    return "\n".join(lines) + "\n"


def anchor(heading: str) -> str:
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c == "-")
