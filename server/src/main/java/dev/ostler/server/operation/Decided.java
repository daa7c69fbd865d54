// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.server.problem.Problem;

/** An item of a bulk request with what was decided about it. */
public sealed interface Decided<T> {
    T item();

    record Permitted<T>(T item, Permit permit) implements Decided<T> {}

    record Refused<T>(T item, Problem problem) implements Decided<T> {}
}
