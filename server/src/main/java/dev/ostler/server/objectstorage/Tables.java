// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.KeyReader;
import dev.ostler.storage.KeyWriter;
import dev.ostler.storage.Table;
import dev.ostler.storage.Table.Family;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.UUID;

/** All tables of this domain. The prefixes are part of the format on disk: never change one, never reuse one. */
final class Tables {
    static final Table<BucketRow.Key, BucketRow> BUCKETS =
            new Table<>("buckets", Family.SETTINGS, 'b', BucketRow.KEYS, BucketRow.VALUES);

    /** By bucket id. */
    static final Table<Long, BucketCounts> COUNTS =
            new Table<>("counts", Family.SETTINGS, 'c', numbers(), BucketCounts.VALUES);

    /** How many buckets there are, by compartment. */
    static final Table<String, Long> BUCKETS_IN =
            new Table<>("buckets in compartments", Family.SETTINGS, 'k', texts(), count());

    /** By the sequence of the commit that left the work. */
    static final Table<Long, Cleanup> CLEANUPS =
            new Table<>("cleanups", Family.SETTINGS, 'g', numbers(), Cleanup.VALUES);

    /** The current objects. */
    static final Table<ObjectRow.Key, ObjectRow> OBJECTS =
            new Table<>("objects", Family.LISTED, 'o', ObjectRow.KEYS, ObjectRow.VALUES);

    /** The same rows as {@link #OBJECTS}, of which only the first part is decoded. For reading only. */
    static final Table<ObjectRow.Key, ObjectRow.Summary> OBJECT_SUMMARIES =
            new Table<>("objects", Family.LISTED, 'o', ObjectRow.KEYS, ObjectRow.SUMMARIES);

    static final Table<UploadRow.Key, UploadRow> UPLOADS =
            new Table<>("uploads", Family.LISTED, 'u', UploadRow.KEYS, UploadRow.VALUES);

    static final Table<UploadRow.PartKey, UploadRow.Part> PARTS =
            new Table<>("parts", Family.LISTED, 'p', UploadRow.PART_KEYS, UploadRow.PARTS);

    static final Table<UUID, UploadRow.Manifest> MANIFESTS =
            new Table<>("manifests", Family.BULKY, 'm', uuids(), UploadRow.MANIFESTS);

    private Tables() {}

    private static Table.KeyCodec<Long> numbers() {
        return new Table.KeyCodec<>() {
            @Override
            public void write(Long key, KeyWriter out) {
                out.fixedLong(key);
            }

            @Override
            public Long read(KeyReader in) {
                return in.fixedLong();
            }
        };
    }

    private static Table.KeyCodec<String> texts() {
        return new Table.KeyCodec<>() {
            @Override
            public void write(String key, KeyWriter out) {
                out.text(key);
            }

            @Override
            public String read(KeyReader in) {
                return in.text();
            }
        };
    }

    private static Table.ValueCodec<Long> count() {
        return new Table.ValueCodec<>() {
            @Override
            public void write(Long value, ValueWriter out) {
                out.version(1).number(value);
            }

            @Override
            public Long read(ValueReader in) {
                in.version(1);
                return in.number();
            }
        };
    }

    private static Table.KeyCodec<UUID> uuids() {
        return new Table.KeyCodec<>() {
            @Override
            public void write(UUID key, KeyWriter out) {
                out.uuid(key);
            }

            @Override
            public UUID read(KeyReader in) {
                return in.uuid();
            }
        };
    }
}
