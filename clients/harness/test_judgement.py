# SPDX-License-Identifier: Apache-2.0
"""What must fail a run does; clients/run begins with these."""

import unittest

from .outcome import Row, Scenario, Skip, complaints
from .server import trouble_in

RAN = {("a", "oci"), ("a", "s3")}
SCENARIOS = [Scenario("streams", ("a",), ""), Scenario("copies", ("a",), "")]


def rows(**results) -> list[Row]:
    """Rows of client `a`; `copies_oci="failed"` changes one, `copies_oci=None` leaves it out."""
    every = {f"{scenario.name}_{dialect}": "passed" for scenario in SCENARIOS for dialect in ("oci", "s3")} | results
    return [Row("a", "1", name.split("_")[1], name.split("_")[0], result) for name, result in every.items() if result]


class JudgementTest(unittest.TestCase):
    def first_words(self, rows, skips=(), ran=frozenset(RAN)) -> list[str]:
        return [" ".join(said.split()[:3]) for said in complaints(rows, SCENARIOS, list(skips), set(ran))]

    def test_a_run_in_which_all_is_well(self):
        self.assertEqual(self.first_words(rows()), [])

    def test_a_scenario_that_vanishes(self):
        self.assertEqual(self.first_words(rows(copies_oci=None)), ["VANISHED a oci:"])

    def test_a_client_that_reports_nothing(self):
        self.assertEqual(self.first_words([]), ["VANISHED a oci:"] * 2 + ["VANISHED a s3:"] * 2)

    def test_a_scenario_that_is_not_listed(self):
        self.assertEqual(self.first_words(rows(more_oci="passed")), ["UNLISTED a oci:"])

    def test_a_failure(self):
        self.assertEqual(self.first_words(rows(copies_oci="failed")), ["FAILED a oci:"])

    def test_a_failure_that_is_known(self):
        self.assertEqual(self.first_words(rows(copies_oci="failed"), [Skip("a", "oci", "copies", "")]), [])

    def test_a_failure_that_is_known_of_the_other_dialect(self):
        self.assertIn("FAILED a oci:", self.first_words(rows(copies_oci="failed"), [Skip("a", "s3", "copies", "")]))

    def test_a_known_failure_that_is_none_any_more(self):
        self.assertEqual(self.first_words(rows(), [Skip("a", "*", "copies", "")]), ["STALE a *:"])

    def test_a_known_failure_that_vanishes(self):
        known = [Skip("a", "oci", "copies", "")]
        self.assertEqual(self.first_words(rows(copies_oci=None), known), ["STALE a oci:", "VANISHED a oci:"])


class TroubleTest(unittest.TestCase):
    def test_what_a_server_writes_that_is_well(self):
        self.assertEqual(trouble_in(
            "Ostler 0.1.0 ready at http://127.0.0.1:9000 in 0.9 s\n"
            "10:01:00 REFUSED PutObject b/ERROR WARN InternalError admin: a bucket of that name exists   ostler explain x\n"), [])

    def test_what_a_server_writes_that_is_not(self):
        for line in ("10:01:00 ERROR Dispatcher: iad-1:x PutObject b/k failed",
                     "10:01:00 WARN  DefaultChannelPipeline: an exception was not handled",
                     "\tat dev.ostler.server.Main.main(Main.java:1)",
                     "Exception in thread \"main\" java.lang.Error",
                     "Caused by: java.io.IOException",
                     "10:01:00 REFUSED GetObject b/k admin: a defect of the server; its log has this request's id",
                     "# A fatal error has been detected by the Java Runtime Environment:",
                     "ostler: the server did not stop cleanly: disk"):
            self.assertEqual(trouble_in(f"before\n{line}\nafter"), [line])
