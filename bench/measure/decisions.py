# SPDX-License-Identifier: Apache-2.0
"""What policies cost a request. The decision alone, without a server around it: bench/decisions/run."""

import secrets

from . import load
from .results import Row
from .servers import REGION
from .signing import Signer

CLIENTS = 32
# A path of compartments holds 500 statements; one of them is the administrators' own.
STATEMENTS = 499
STATEMENTS_A_POLICY = 50
GROUPS = 100
GROUPS_OF_THE_READER = 5
MIN_RATIO = 0.95


def cases():
    yield "get-1KiB-x32-policies", True, _get_with_policies


def _get_with_policies(bench):
    """
    A reader to whom the last of 500 statements applies, beside an administrator of the same server. Administrators have one
    statement without a condition, which one look-up finds: as good as nothing to decide, and the same process for both.
    """
    key = secrets.token_hex(20)
    server = bench.ostler_with("policies", _world("reader", key))
    reader = Signer("reader", key, REGION, server.address)
    paths = bench.paths("1KiB")

    def administrator():
        return load.wrk(server, server.signer.heads("GET", paths), CLIENTS, bench.yardstick_seconds).rate

    load.wrk(server, reader.heads("GET", paths), CLIENTS, bench.warmup_seconds)
    found = bench.measure(server, lambda: reader.heads("GET", paths), CLIENTS, yardstick=administrator)
    yield Row("get-1KiB-x32-policies", f"GET 1 KiB × {CLIENTS}, {STATEMENTS + 1} statements", found.load.rate, "/s",
              "administrator", found.yardstick, MIN_RATIO, p99_ms=found.load.p99_ms, cpu_us=found.cpu_us,
              spread=found.spread)


def _world(reader, key):
    groups = [f"group-{number}" for number in range(GROUPS)]
    statements = [_statement(number) for number in range(STATEMENTS)]
    return {
        "version": 1,
        "groups": [{"name": name} for name in groups],
        "users": [{"name": reader, "groups": groups[:GROUPS_OF_THE_READER],
                   "customerSecretKeys": [{"displayName": "bench", "id": reader, "key": key}]}],
        "policies": [{"name": f"policy-{start}", "statements": statements[start:start + STATEMENTS_A_POLICY]}
                     for start in range(0, STATEMENTS, STATEMENTS_A_POLICY)],
    }


def _statement(number):
    """For each group in turn: some name a bucket, some a folder of the bucket that is read; the reader's folder is the last."""
    group = "group-0" if number == STATEMENTS - 1 else f"group-{number % GROUPS}"
    folder = "1KiB" if number == STATEMENTS - 1 else f"folder-{number}"
    match number % 3:
        case 0:
            return (f"Allow group {group} to read objects in tenancy where all {{target.bucket.name = 'bench', "
                    f"target.object.name = '{folder}/*'}}")
        case 1:
            return f"Allow group {group} to manage object-family in tenancy where target.bucket.name = 'bucket-{number}'"
        case _:
            return (f"Allow group {group} to manage objects in tenancy where all {{target.object.name = '*.{number}', "
                    "any {request.permission = 'OBJECT_READ', request.permission = 'OBJECT_INSPECT'}}")
