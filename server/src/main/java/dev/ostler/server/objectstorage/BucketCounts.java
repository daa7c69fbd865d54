// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/** What a bucket holds, exactly: written in the same commit as what it counts. */
public record BucketCounts(long objects, long uploads, long sizeBytes) {
    static final BucketCounts NOTHING = new BucketCounts(0, 0, 0);

    BucketCounts withObjects(long change, long changeBytes) {
        return new BucketCounts(objects + change, uploads, sizeBytes + changeBytes);
    }

    BucketCounts withUploads(long change) {
        return new BucketCounts(objects, uploads + change, sizeBytes);
    }

    boolean isEmpty() {
        return objects == 0 && uploads == 0;
    }

    static final Table.ValueCodec<BucketCounts> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(BucketCounts counts, ValueWriter out) {
            out.version(1).number(counts.objects).number(counts.uploads).number(counts.sizeBytes);
        }

        @Override
        public BucketCounts read(ValueReader in) {
            in.version(1);
            return new BucketCounts(in.number(), in.number(), in.number());
        }
    };
}
