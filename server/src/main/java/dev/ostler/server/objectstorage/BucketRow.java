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
 * @param tags the free-form ones, in the order given
 * @param definedTags by namespace, then by key: what policies can ask for
 */
public record BucketRow(
        long id,
        Key key,
        String compartmentId,
        String createdBy,
        long createdAtMillis,
        Map<String, String> tags,
        Map<String, Map<String, String>> definedTags) {

    /** A bucket is named by its namespace, region and name. */
    public record Key(String namespace, String region, String name) {}

    LocatedBucket located() {
        return new LocatedBucket(id, key.namespace(), key.region(), key.name(), compartmentId, definedTags);
    }

    BucketRow withTags(Map<String, String> newTags) {
        return new BucketRow(id, key, compartmentId, createdBy, createdAtMillis, newTags, definedTags);
    }

    BucketRow withDefinedTags(Map<String, Map<String, String>> newTags) {
        return new BucketRow(id, key, compartmentId, createdBy, createdAtMillis, tags, newTags);
    }

    BucketRow in(String otherCompartmentId) {
        return new BucketRow(id, key, otherCompartmentId, createdBy, createdAtMillis, tags, definedTags);
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
            out.version(2)
                    .number(row.id)
                    .text(row.key.namespace())
                    .text(row.key.region())
                    .text(row.key.name())
                    .text(row.compartmentId)
                    .text(row.createdBy)
                    .number(row.createdAtMillis);
            TextMap.write(row.tags, out);
            out.number(row.definedTags.size());
            row.definedTags.forEach((namespace, tags) -> TextMap.write(tags, out.text(namespace)));
        }

        @Override
        public BucketRow read(ValueReader in) {
            int version = in.version(2);
            return new BucketRow(
                    in.number(),
                    new Key(in.text(), in.text(), in.text()),
                    in.text(),
                    in.text(),
                    in.number(),
                    TextMap.read(in),
                    version == 1 ? Map.of() : definedTags(in));
        }

        private Map<String, Map<String, String>> definedTags(ValueReader in) {
            int namespaces = (int) in.number();
            Map<String, Map<String, String>> tags = LinkedHashMap.newLinkedHashMap(namespaces);
            for (int i = 0; i < namespaces; i++) {
                tags.put(in.text(), TextMap.read(in));
            }
            return tags;
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
