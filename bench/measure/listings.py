# SPDX-License-Identifier: Apache-2.0
"""Listings of a large bucket, and what is left to do after everything in one is deleted."""

import hashlib
import re
import statistics

from . import load, results
from .bench import KIB, content
from .results import Row

PAGE_KEYS = 1000
PAGES_MIN_RATE = 200
FOLDER_MAX_MS = 1
PAGE_AFTER_DELETES_MAX_MS = 20
DELETE_BUCKET_MAX_MS = 50
COMPLETE_MAX_MS = 1000

LARGE_BUCKET_KEYS = 1_000_000
LARGE_BUCKET_KEYS_QUICK = 100_000
DELETED_KEYS = 100_000
DELETED_KEYS_QUICK = 30_000
PARTS = 10_000

TOKEN = re.compile(rb"<NextContinuationToken>([^<]+)<")


def cases():
    yield "list", True, _list
    yield "delete-all", True, _delete_all
    yield "complete-10000-parts", True, _complete


def _list(bench):
    """Pages of a large bucket whose keys lie in one folder. It is filled through the API, without fsync."""
    server = bench.ostler("os")
    keys = LARGE_BUCKET_KEYS_QUICK if bench.quick else LARGE_BUCKET_KEYS
    bench.make_bucket(server, "large")
    filled = _fill(server, "large", keys)
    note = f"{keys:,} keys, filled at {filled.rate:,.0f} PUT/s by 16 clients, 8 requests each on the way"

    latencies, listed = [], 0
    parameters = {"list-type": 2, "max-keys": PAGE_KEYS}
    with load.Client(server) as client:
        while True:
            latency, page = client.ask(next(server.signer.heads("GET", [("/large", parameters)])))
            latencies.append(latency)
            listed += page.count(b"<Key>")
            token = TOKEN.search(page)
            if not token:
                break
            parameters["continuation-token"] = token[1].decode()
    if listed != keys:
        raise load.RequestFailed(f"the walk through {keys} keys met {listed}")
    latencies.sort()
    yield Row("list-walk-x1", f"walk by pages of {PAGE_KEYS:,} keys × 1", 1e3 * len(latencies) / sum(latencies), "pages/s",
              target=PAGES_MIN_RATE, p99_ms=latencies[len(latencies) * 99 // 100], note=note)

    starts = [("/large", {"list-type": 2, "start-after": _key(number)}) for number in range(0, keys, keys // 1000)]
    found = bench.measure(server, lambda: server.signer.heads("GET", starts), 8)
    yield Row("list-pages-x8", f"pages of {PAGE_KEYS:,} keys × 8", found.load.rate, "pages/s", p99_ms=found.load.p99_ms,
              cpu_us=found.cpu_us, spread=found.spread)

    folder = [("/large", {"list-type": 2, "delimiter": "/"})]
    found = bench.measure(server, lambda: server.signer.heads("GET", folder), 1)
    yield Row("list-folder-x1", f"delimiter listing over {keys:,} keys, p50", found.load.p50_ms, "ms",
              target=FOLDER_MAX_MS, lower_is_better=True, p99_ms=found.load.p99_ms, cpu_us=found.cpu_us)


def _delete_all(bench):
    """What `rm --recursive` does: every key deleted by a request of its own; then the first page, then DeleteBucket."""
    server = bench.ostler()
    keys = DELETED_KEYS_QUICK if bench.quick else DELETED_KEYS
    pages, buckets = [], []
    for number in range(1 if bench.quick else 3):
        bucket = f"emptied-{number}"
        bench.make_bucket(server, bucket)
        _fill(server, bucket, keys)
        results.progress(f"deleting {keys:,} keys")
        paths = (f"/{bucket}/{_key(number)}" for number in range(keys))
        deleted = load.replay(server, load.with_body(server.signer.heads("DELETE", paths)), 32)
        pages.append(load.ask(server, server.signer.heads("GET", [(f"/{bucket}", {"list-type": 2})]))[0])
        buckets.append(load.ask(server, server.signer.heads("DELETE", [f"/{bucket}"]))[0])
    yield Row("page-after-deletes", f"first page after {keys:,} deletes", statistics.median(pages), "ms",
              target=PAGE_AFTER_DELETES_MAX_MS, lower_is_better=True,
              note=f"{_each(pages)}; {deleted.rate:,.0f} durable DELETE/s by 32 clients before")
    yield Row("delete-bucket", f"DeleteBucket after {keys:,} deletes", statistics.median(buckets), "ms",
              target=DELETE_BUCKET_MAX_MS, lower_is_better=True, note=_each(buckets))


def _complete(bench):
    """CompleteMultipartUpload of the largest number of parts."""
    server, part = bench.ostler(), content(KIB)
    etag = hashlib.md5(part, usedforsecurity=False).hexdigest()
    path = "/bench/many-parts"
    _, answer = load.ask(server, server.signer.heads("POST", [(path, {"uploads": ""})], body_length=0))
    upload = re.search(rb"<UploadId>([^<]+)<", answer)[1].decode()
    results.progress(f"uploading {PARTS:,} parts")
    parts = ((path, {"partNumber": number, "uploadId": upload}) for number in range(1, PARTS + 1))
    sent = load.replay(server, load.with_body(server.signer.puts(parts, part), part), 32)
    body = "".join(f'<Part><PartNumber>{number}</PartNumber><ETag>"{etag}"</ETag></Part>' for number in range(1, PARTS + 1))
    body = f"<CompleteMultipartUpload>{body}</CompleteMultipartUpload>".encode()
    heads = server.signer.heads("POST", [(path, {"uploadId": upload})], hashlib.sha256(body).hexdigest(), len(body))
    latency, answer = load.ask(server, heads, body)
    if b"<ETag>" not in answer:
        raise load.RequestFailed(f"Complete answered {answer[:300]!r}")
    yield Row("complete-10000-parts", f"Complete of {PARTS:,} parts", latency, "ms", target=COMPLETE_MAX_MS,
              lower_is_better=True, note=f"parts of 1 KiB, {sent.rate:,.0f} durable UploadPart/s by 32 clients before")


def _fill(server, bucket, keys):
    body = content(16)
    paths = (f"/{bucket}/{_key(number)}" for number in range(keys))
    return load.replay(server, load.with_body(server.signer.puts(paths, body), body), 16, depth=8,
                       progress=lambda done: results.progress(f"filling {bucket}: {done:,} of {keys:,} keys"))


def _key(number):
    return f"folder/{number:07d}"


def _each(values):
    return "each time: " + ", ".join(f"{value:.1f}" for value in values) + " ms"
