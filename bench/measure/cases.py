# SPDX-License-Identifier: Apache-2.0
"""Every case by its name."""

from collections.abc import Callable
from dataclasses import dataclass

from . import decisions, listings, starts, transfers


@dataclass(frozen=True)
class Case:
    """`rows(bench)` yields rows; `quick` says whether it belongs to `bench/run --quick`."""

    name: str
    quick: bool
    rows: Callable


def all_cases():
    return [Case(*case) for module in (transfers, decisions, listings, starts) for case in module.cases()]
