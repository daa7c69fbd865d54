// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.Map;

/**
 * What a client says about an object and gets back verbatim, one char per byte.
 *
 * @param headers Content-Type and its like, by lower-case name; only those that were sent
 * @param metadata by lower-case name without any API's prefix
 */
public record ObjectHeaders(Map<String, String> headers, Map<String, String> metadata) {
    public static final ObjectHeaders NONE = new ObjectHeaders(Map.of(), Map.of());

    void write(ValueWriter out) {
        BucketRow.TextMap.write(headers, out);
        BucketRow.TextMap.write(metadata, out);
    }

    static ObjectHeaders read(ValueReader in) {
        return new ObjectHeaders(BucketRow.TextMap.read(in), BucketRow.TextMap.read(in));
    }
}
