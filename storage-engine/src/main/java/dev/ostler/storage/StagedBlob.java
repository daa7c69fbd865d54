// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** Bytes taken in that no row points at yet. Closing discards them unless a committed change adopted them. */
public interface StagedBlob extends AutoCloseable {
    long lengthBytes();

    /** Idempotent, and harmless after adoption: meant for try-with-resources around the commit. */
    @Override
    void close();
}
