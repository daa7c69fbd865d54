// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/**
 * Where the bytes of a blob are. Every blob has exactly one owner row.
 *
 * @param id unique within a world, never reused
 * @param place in the index or in a file
 * @param lengthBytes its exact length
 * @param crc32c the checksum that a scrub compares
 */
public record BlobRef(long id, Place place, long lengthBytes, int crc32c) {
    /** The two homes of bytes. */
    public enum Place {
        INDEX,
        FILE
    }
}
