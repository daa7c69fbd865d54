// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** A promise that bytes which were visible when it was taken are not swept before it is closed. */
public interface ReadLease extends AutoCloseable {
    /** Idempotent; may be called on any thread. */
    @Override
    void close();
}
