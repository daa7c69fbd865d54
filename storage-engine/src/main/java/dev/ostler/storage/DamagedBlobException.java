// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** The bytes of a blob are missing or are not those that were stored. */
public final class DamagedBlobException extends RuntimeException {
    private final BlobRef blob;
    private final String what;

    public DamagedBlobException(BlobRef blob, String what) {
        super("blob " + Long.toHexString(blob.id()) + " is damaged: " + what);
        this.blob = blob;
        this.what = what;
    }

    public BlobRef blob() {
        return blob;
    }

    /** What is wrong with it, in words. */
    public String what() {
        return what;
    }
}
