// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import dev.ostler.storage.KeyReader;
import dev.ostler.storage.KeyWriter;
import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A bucket as stored.
 *
 * @param id a sequence of the commit that made it; never reused
 * @param createdBy the user's OCID
 * @param tags in the order given
 */
public record BucketRow(
        long id, Key key, String compartmentId, String createdBy, long createdAtMillis, Map<String, String> tags) {

    /** A bucket is named by its namespace, region and name. */
    public record Key(String namespace, String region, String name) {}

    LocatedBucket located() {
        return new LocatedBucket(id, key.namespace(), key.region(), key.name(), compartmentId, Map.of());
    }

    BucketRow withTags(Map<String, String> newTags) {
        return new BucketRow(id, key, compartmentId, createdBy, createdAtMillis, newTags);
    }

    static final Table.KeyCodec<Key> KEYS = new Table.KeyCodec<>() {
        @Override
        public void write(Key key, KeyWriter out) {
            out.text(key.namespace()).text(key.region()).text(key.name());
        }

        @Override
        public Key read(KeyReader in) {
            return new Key(in.text(), in.text(), in.text());
        }
    };

    static final Table.ValueCodec<BucketRow> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(BucketRow row, ValueWriter out) {
            out.version(1)
                    .number(row.id)
                    .text(row.key.namespace())
                    .text(row.key.region())
                    .text(row.key.name())
                    .text(row.compartmentId)
                    .text(row.createdBy)
                    .number(row.createdAtMillis);
            TextMap.write(row.tags, out);
        }

        @Override
        public BucketRow read(ValueReader in) {
            in.version(1);
            return new BucketRow(
                    in.number(),
                    new Key(in.text(), in.text(), in.text()),
                    in.text(),
                    in.text(),
                    in.number(),
                    TextMap.read(in));
        }
    };

    /** Names with values, in order. */
    static final class TextMap {
        private TextMap() {}

        static void write(Map<String, String> map, ValueWriter out) {
            out.number(map.size());
            map.forEach((name, value) -> out.text(name).text(value));
        }

        static Map<String, String> read(ValueReader in) {
            int size = (int) in.number();
            if (size == 0) {
                return Map.of();
            }
            Map<String, String> map = LinkedHashMap.newLinkedHashMap(size);
            for (int i = 0; i < size; i++) {
                map.put(in.text(), in.text());
            }
            return map;
        }
    }
}
