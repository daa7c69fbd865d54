# SPDX-License-Identifier: Apache-2.0
"""What the scenarios about policies share: the users of `policies.yaml`, its buckets, and how a refusal looks."""

import subprocess
import uuid

from .server import REPOSITORY

FOLDERS = "policy-examples"
LAKE = "data-lake"
COPIES = "data-lake-copies"

# The code that a client is told when a permission is missing.
REFUSED = {"oci": "NoSuchBucket", "s3": "AccessDenied"}
# Where an answer has no body, its status serves as the code.
REFUSED_HEAD = {"oci": "404", "s3": "403"}


def keys_of(user: str) -> dict[str, str]:
    """For the environment of a program."""
    return {"AWS_ACCESS_KEY_ID": f"{user}-key", "AWS_SECRET_ACCESS_KEY": f"{user}-secret"}


def new_name(folder: str = "", ending: str = "") -> str:
    """One that no other scenario has: the suites share the buckets."""
    return f"{folder}new-{uuid.uuid4().hex[:12]}{ending}"


def explain(request_id: str) -> str:
    """What `ostler explain` says of a refusal."""
    return subprocess.run([REPOSITORY / "ostler", "explain", request_id], check=True, capture_output=True, text=True).stdout
