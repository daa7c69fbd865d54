// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** A row does not have the form that its table's codec expects: another program, or a newer one, wrote it. */
public final class UnreadableRowException extends IllegalStateException {
    public UnreadableRowException(String message) {
        super(message);
    }
}
