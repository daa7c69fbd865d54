// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** RocksDB could not read what it should hold: a checksum of its own does not match, or the disk failed. */
final class UnreadableIndexException extends IllegalStateException {
    UnreadableIndexException(Throwable cause) {
        super("the index cannot be read: " + cause.getMessage(), cause);
    }
}
