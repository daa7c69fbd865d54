# SPDX-License-Identifier: Apache-2.0
"""The bytes and the names that the scenarios store."""

import os
import random
import time
from pathlib import Path

KIB = 1 << 10
MIB = 1 << 20

SIZES = (0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 100 * MIB)


def body(size: int, seed: int = 0) -> bytes:
    """Bytes that do not repeat; the same for the same seed."""
    return random.Random(f"{size} {seed}").randbytes(size)


# 1,024 bytes, the longest key there is: four folders of 250 bytes and a file of 20.
LONGEST_KEY = "/".join(letter * 250 for letter in "abcd") + "/" + "e" * 20
assert len(LONGEST_KEY.encode()) == 1024

# Names that a file may bear and that get lost where a client or a server encodes once too often, or too rarely.
HOSTILE_NAMES = (
    "plain.txt",
    "with blank.txt",
    "two  blanks and one at the end ",
    "plus+plus.txt",
    "percent%.txt",
    "encoded%2Fslash.txt",
    "encoded%20blank.txt",
    "twice%252Fencoded",
    "question?mark=1&and#hash",
    "colon:semicolon;comma,at@equals=dollar$.txt",
    "'single' \"double\" `back`.txt",
    "(brackets) [square] {curly} <angle> |bar|.txt",
    "star*tilde~caret^exclamation!.txt",
    "back\\slash.txt",
    "ünïcödé.txt",
    "decomposed-u\u0308.txt",
    "日本語/ファイル.txt",
    "emoji-\U0001f980.txt",
    ".hidden",
    "folder with blank/plus+folder/%2F/file.txt",
    "UPPER/Case.TXT",
    "upper/case.txt",
    LONGEST_KEY,
)

# Names that no local tree holds: a file system would take them for something else.
UNTREELIKE_NAMES = (
    "double//slash.txt",
    "/leading-slash",
    "//two-leading-slashes",
    "trailing-slash/",
    "dots/../parent.txt",
    "../above.txt",
    "./here.txt",
    "one/./dot",
    ".",
    "..",
    "/",
    " ",
    "+",
    "%",
    "\ttab",
    "\x01control\x1f",
    "\x7f",
)


def write_tree(folder: Path, names=HOSTILE_NAMES) -> dict[str, bytes]:
    """
    Makes a file for each name, a minute old; returns what each holds. Clients that sync by time send what is newer than
    its copy, and the time of that is in whole seconds: a file written in the second of its upload would go out again.
    """
    tree = {}
    a_minute_ago = time.time() - 60
    for number, name in enumerate(names):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        tree[name] = body(100 + number, number)
        file.write_bytes(tree[name])
        os.utime(file, (a_minute_ago, a_minute_ago))
    return tree


def write_sizes(folder: Path) -> None:
    """Makes a file of each size, named by it."""
    folder.mkdir()
    for size in SIZES:
        (folder / str(size)).write_bytes(body(size))


def read_tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
