# SPDX-License-Identifier: Apache-2.0
"""Load, yardsticks and the cases of Ostler's benchmark. Python's standard library alone."""
