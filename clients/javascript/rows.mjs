// SPDX-License-Identifier: Apache-2.0
// A reporter of node's test runner: a row for each scenario, whose name is the test's.
import { appendFileSync } from "node:fs";

const { CLIENT, VERSION, OSTLER_DIALECT, ROWS } = process.env;

export default async function* rows(events) {
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    // A file counts as a test too, and is none.
    if (data.nesting > 0 || data.name.endsWith(".mjs")) continue;
    const passed = type === "test:pass" && data.skip === undefined && data.todo === undefined;
    const detail = passed ? "" : String(data.details.error?.cause?.message ?? "skipped").split("\n")[0];
    const row = { client: CLIENT, version: VERSION, dialect: OSTLER_DIALECT, scenario: data.name,
      result: passed ? "passed" : "failed", detail };
    appendFileSync(ROWS, JSON.stringify(row) + "\n");
    yield "";
  }
}
