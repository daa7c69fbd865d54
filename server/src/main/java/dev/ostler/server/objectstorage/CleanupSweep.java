// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.objectstorage.UploadRow.Manifest;
import dev.ostler.server.objectstorage.UploadRow.PartKey;
import dev.ostler.storage.BlobRef;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.StorageEngine;
import dev.ostler.storage.Sweep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Does the work that commits have left: gives up parts, slice by slice, then forgets the cleanup itself. A crash in
 * between repeats nothing: a slice deletes the rows whose blobs it gives up.
 *
 * <p>INVARIANT: cleanups run in the order they were left, so an upload's own is done before its manifest is dropped.
 */
public final class CleanupSweep implements Sweep {
    private static final int ROWS_A_SLICE = 150;

    /** Each costs two rows. */
    private static final int UPLOADS_A_SLICE = 75;

    private record Entry(long key, Cleanup cleanup) {}

    @Override
    public boolean run(StorageEngine engine) {
        Optional<Entry> first = engine.scan(
                Tables.CLEANUPS,
                KeyRange.of(Tables.CLEANUPS.prefix(_ -> {})),
                cursor -> cursor.next() ? Optional.of(new Entry(cursor.key(), cursor.value())) : Optional.empty());
        if (first.isEmpty()) {
            return false;
        }
        Entry entry = first.get();
        switch (entry.cleanup()) {
            case Cleanup.ClosedUpload(UUID uploadId, boolean completed) ->
                closeUpload(engine, entry.key(), uploadId, completed);
            case Cleanup.DroppedManifest(UUID manifestId, int done) ->
                dropManifest(engine, entry.key(), manifestId, done);
            case Cleanup.DeletedBucket(long bucketId) -> closeUploads(engine, entry.key(), bucketId);
        }
        return true;
    }

    /** Leaves a cleanup for each upload; nothing can reach the uploads of a bucket that is gone. */
    private static void closeUploads(StorageEngine engine, long key, long bucketId) {
        KeyRange<UploadRow.Key> all = KeyRange.of(Tables.UPLOADS.prefix(upload -> upload.fixedLong(bucketId)));
        List<UploadRow.Key> open = engine.scan(Tables.UPLOADS, all, cursor -> {
            List<UploadRow.Key> found = new ArrayList<>();
            while (found.size() < UPLOADS_A_SLICE && cursor.next()) {
                found.add(cursor.key());
            }
            return found;
        });
        engine.commitFreeing(rows -> {
            for (UploadRow.Key upload : open) {
                rows.delete(Tables.UPLOADS, upload);
                rows.put(Tables.CLEANUPS, Commits.cleanupKey(rows), new Cleanup.ClosedUpload(upload.uploadId(), false));
            }
            if (open.size() < UPLOADS_A_SLICE) {
                rows.delete(Tables.CLEANUPS, key);
            }
            return bucketId;
        });
    }

    private static void closeUpload(StorageEngine engine, long key, UUID uploadId, boolean completed) {
        Set<Long> keptBlobs = new HashSet<>();
        if (completed) {
            engine.get(Tables.MANIFESTS, uploadId)
                    .ifPresent(manifest -> manifest.entries()
                            .forEach(part -> keptBlobs.add(part.blob().id())));
        }
        KeyRange<PartKey> all = KeyRange.of(Tables.PARTS.prefix(part -> part.uuid(uploadId)));
        record Unused(PartKey key, BlobRef blob) {}
        List<Unused> unused = engine.scan(Tables.PARTS, all, cursor -> {
            List<Unused> found = new ArrayList<>();
            while (found.size() < ROWS_A_SLICE && cursor.next()) {
                BlobRef blob = cursor.value().blob();
                if (!keptBlobs.contains(blob.id())) {
                    found.add(new Unused(cursor.key(), blob));
                }
            }
            return found;
        });
        boolean last = unused.size() < ROWS_A_SLICE;
        engine.commitFreeing(rows -> {
            for (Unused part : unused) {
                rows.discard(part.blob());
                rows.delete(Tables.PARTS, part.key());
            }
            return uploadId;
        });
        if (last) {
            engine.commitFreeing(rows -> {
                rows.deleteRange(Tables.PARTS, all);
                rows.delete(Tables.CLEANUPS, key);
                return uploadId;
            });
        }
    }

    private static void dropManifest(StorageEngine engine, long key, UUID manifestId, int done) {
        List<Manifest.Entry> entries =
                engine.get(Tables.MANIFESTS, manifestId).map(Manifest::entries).orElse(List.of());
        int end = Math.min(done + ROWS_A_SLICE, entries.size());
        engine.commitFreeing(rows -> {
            entries.subList(done, end).forEach(part -> rows.discard(part.blob()));
            if (end == entries.size()) {
                rows.delete(Tables.MANIFESTS, manifestId);
                rows.delete(Tables.CLEANUPS, key);
            } else {
                rows.put(Tables.CLEANUPS, key, new Cleanup.DroppedManifest(manifestId, end));
            }
            return manifestId;
        });
    }
}
