// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** A decision made on current rows, and the rows it writes. Runs on the committer thread: no I/O, no waiting, no policies. */
@FunctionalInterface
public interface Change<T> {
    /** Reads and writes {@code rows}. To refuse, throw: nothing of the change happens then. */
    T apply(Rows rows);
}
