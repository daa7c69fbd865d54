// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.util.Base64;

/**
 * A checksum that is kept with an object or a part.
 *
 * @param value big-endian
 * @param parts 0 for a checksum over all bytes; else the number of parts whose checksums it is made of
 */
public record Checksum(ChecksumAlgorithm algorithm, byte[] value, int parts) {
    /** How the checksum of a multipart object is made. */
    public enum Type {
        FULL_OBJECT,
        COMPOSITE
    }

    public Type type() {
        return parts == 0 ? Type.FULL_OBJECT : Type.COMPOSITE;
    }

    /** As headers and XML show it: base64, and the number of parts of a composite one. */
    public String text() {
        String base64 = Base64.getEncoder().encodeToString(value);
        return parts == 0 ? base64 : base64 + "-" + parts;
    }
}
