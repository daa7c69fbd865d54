// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.UUID;

/** Work that a commit leaves to the sweeper because it touches more rows than one commit may. Done in order. */
sealed interface Cleanup {
    /** Give up the parts of an upload: all of an aborted one, of a completed one those that its manifest does not list. */
    record ClosedUpload(UUID uploadId, boolean completed) implements Cleanup {}

    /**
     * Give up all parts of an object that was replaced or deleted, then its manifest. Until the last one is given up the
     * manifest stays whole: a reader who met the object before may still read it.
     *
     * @param done how many parts are given up already
     */
    record DroppedManifest(UUID manifestId, int done) implements Cleanup {}

    /** Close the unfinished uploads that a deleted bucket held, a slice at a time. */
    record DeletedBucket(long bucketId) implements Cleanup {}

    Table.ValueCodec<Cleanup> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(Cleanup cleanup, ValueWriter out) {
            out.version(1);
            switch (cleanup) {
                case ClosedUpload closed ->
                    out.number(closed.completed() ? 1 : 0).uuid(closed.uploadId());
                case DroppedManifest dropped ->
                    out.number(2).uuid(dropped.manifestId()).number(dropped.done());
                case DeletedBucket deleted -> out.number(3).number(deleted.bucketId());
            }
        }

        @Override
        public Cleanup read(ValueReader in) {
            in.version(1);
            int kind = (int) in.number();
            return switch (kind) {
                case 0 -> new ClosedUpload(in.uuid(), false);
                case 1 -> new ClosedUpload(in.uuid(), true);
                case 2 -> new DroppedManifest(in.uuid(), (int) in.number());
                case 3 -> new DeletedBucket(in.number());
                default -> throw new IllegalStateException("cleanup of unknown kind " + kind);
            };
        }
    };
}
