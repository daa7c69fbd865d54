# SPDX-License-Identifier: Apache-2.0
"""Debian's aws-cli takes its time to start; what policies refuse looks the same to the new one."""

import os

collect_ignore = ["test_policies.py"] if os.environ["CLIENT"] == "aws-cli-debian" else []
