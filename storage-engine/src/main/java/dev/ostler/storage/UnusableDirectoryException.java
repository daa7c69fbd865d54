// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;

/** A data directory cannot be opened; the message tells a person why and what to do. */
public final class UnusableDirectoryException extends IOException {
    public UnusableDirectoryException(String message) {
        super(message);
    }
}
