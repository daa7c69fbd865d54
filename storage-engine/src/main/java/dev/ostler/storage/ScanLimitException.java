// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** A scan looked at more rows, or took longer, than {@link EngineOptions} allow: its caller should work in slices. */
public final class ScanLimitException extends RuntimeException {
    public ScanLimitException(String message) {
        super(message);
    }
}
