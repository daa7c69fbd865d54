// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** Too little space is left on the disk for this write. Nothing was written; reads go on, and space may be freed. */
public final class DiskNearlyFullException extends RuntimeException {
    private final long freeBytes;
    private final long requiredBytes;

    public DiskNearlyFullException(long freeBytes, long requiredBytes) {
        super("the disk has " + freeBytes + " bytes left; this write wants " + requiredBytes + " to remain");
        this.freeBytes = freeBytes;
        this.requiredBytes = requiredBytes;
    }

    public long freeBytes() {
        return freeBytes;
    }

    public long requiredBytes() {
        return requiredBytes;
    }
}
