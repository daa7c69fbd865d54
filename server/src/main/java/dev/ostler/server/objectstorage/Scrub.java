// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.BlobRef;
import dev.ostler.storage.Cursor;
import dev.ostler.storage.KeyPrefix;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.ScrubReport;
import dev.ostler.storage.StorageEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads every stored byte against its checksum, and says of what is damaged which object it is a part of. */
public final class Scrub {
    private static final int ROWS_A_SLICE = 10_000;

    private final StorageEngine engine;

    public Scrub(StorageEngine engine) {
        this.engine = engine;
    }

    /** How far a scrub has come; {@code blobsExpected} is an estimate. */
    public record Progress(long blobs, long blobsExpected) {}

    /** Told of each step, on the thread that runs the scrub. */
    @FunctionalInterface
    public interface Listener {
        void checked(Progress progress);
    }

    /**
     * What a scrub found.
     *
     * @param damaged a line for each of the first {@value ScrubReport#MAX_LISTED} damaged blobs, by bucket and key
     */
    public record Outcome(long blobs, long bytes, long damagedBlobs, List<String> damaged) {
        public Outcome {
            damaged = List.copyOf(damaged);
        }
    }

    /** Reads everything. What is found damaged is refused from then on. */
    public Outcome run(Listener listener) {
        ScrubReport report = engine.scrub((soFar, expected) -> listener.checked(new Progress(soFar.blobs(), expected)));
        Map<Long, String> owners = report.damaged().isEmpty()
                ? Map.of()
                : ownersOf(report.damaged().stream()
                        .map(damage -> damage.blob().id())
                        .collect(Collectors.toSet()));
        return new Outcome(
                report.blobs(),
                report.bytes(),
                report.damagedBlobs(),
                report.damaged().stream()
                        .map(damage -> owners.getOrDefault(damage.blob().id(), "bytes that no object holds any more")
                                + ": " + damage.what())
                        .toList());
    }

    /** Walks over all rows: no row tells what a blob belongs to, and damage is rare. */
    private Map<Long, String> ownersOf(Set<Long> blobIds) {
        Map<Long, String> owners = new HashMap<>();
        partsOfUploads(blobIds, owners);
        for (BucketRow bucket : buckets()) {
            String after = "";
            boolean more = true;
            while (more) {
                Slice slice = slice(bucket.id(), after);
                for (Row row : slice.rows()) {
                    String name = bucket.key().name() + "/" + row.name();
                    switch (row.bytes()) {
                        case ObjectRow.Bytes.OneBlob one -> note(one.blob(), name, blobIds, owners);
                        case ObjectRow.Bytes.Parts(UUID manifestId) ->
                            engine.get(Tables.MANIFESTS, manifestId)
                                    .ifPresent(manifest -> manifest.entries()
                                            .forEach(part -> note(
                                                    part.blob(), name + ", part " + part.number(), blobIds, owners)));
                    }
                }
                after = slice.last();
                more = slice.more();
            }
        }
        return owners;
    }

    private static void note(BlobRef blob, String name, Set<Long> wanted, Map<Long, String> owners) {
        if (wanted.contains(blob.id())) {
            owners.put(blob.id(), name);
        }
    }

    private List<BucketRow> buckets() {
        return engine.scan(Tables.BUCKETS, KeyRange.of(Tables.BUCKETS.prefix(_ -> {})), cursor -> {
            List<BucketRow> found = new ArrayList<>();
            while (cursor.next()) {
                found.add(cursor.value());
            }
            return found;
        });
    }

    private record Row(String name, ObjectRow.Bytes bytes) {}

    private record Slice(List<Row> rows, String last, boolean more) {}

    /** Objects after the one named {@code after}. */
    private Slice slice(long bucketId, String after) {
        KeyPrefix<ObjectRow.Key> within = Tables.OBJECTS.prefix(key -> key.fixedLong(bucketId));
        KeyPrefix<ObjectRow.Key> from =
                Tables.OBJECTS.prefix(key -> key.fixedLong(bucketId).textStart(after));
        return engine.scan(Tables.OBJECTS, new KeyRange<>(within, from), cursor -> slice(after, cursor));
    }

    private static Slice slice(String after, Cursor<ObjectRow.Key, ObjectRow> cursor) {
        List<Row> rows = new ArrayList<>();
        String last = after;
        while (cursor.next()) {
            if (rows.size() == ROWS_A_SLICE) {
                return new Slice(rows, last, true);
            }
            String name = cursor.key().name();
            if (!name.equals(after)) {
                rows.add(new Row(name, cursor.value().bytes()));
                last = name;
            }
        }
        return new Slice(rows, last, false);
    }

    private void partsOfUploads(Set<Long> blobIds, Map<Long, String> owners) {
        KeyPrefix<UploadRow.PartKey> all = Tables.PARTS.prefix(_ -> {});
        Optional<UploadRow.PartKey> last = Optional.empty();
        do {
            KeyPrefix<UploadRow.PartKey> from = last.map(part ->
                            Tables.PARTS.prefix(key -> key.uuid(part.uploadId()).fixedInt(part.number() + 1)))
                    .orElse(all);
            last = engine.scan(Tables.PARTS, new KeyRange<>(all, from), cursor -> {
                for (int rows = 1; cursor.next(); rows++) {
                    UploadRow.PartKey part = cursor.key();
                    String name = "part " + part.number() + " of the unfinished upload " + part.uploadId();
                    note(cursor.value().blob(), name, blobIds, owners);
                    if (rows == ROWS_A_SLICE) {
                        return Optional.of(part);
                    }
                }
                return Optional.empty();
            });
        } while (last.isPresent());
    }
}
