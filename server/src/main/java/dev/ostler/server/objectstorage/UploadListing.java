// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.operation.Permit;
import dev.ostler.storage.Cursor;
import dev.ostler.storage.KeyPrefix;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists unfinished uploads by name, then by the order in which they began. */
public final class UploadListing {
    private final StorageEngine engine;

    public UploadListing(StorageEngine engine) {
        this.engine = engine;
    }

    /** An upload in a listing. */
    public record ListedUpload(String name, UUID uploadId, UploadRow row) {}

    /**
     * A page of uploads.
     *
     * @param lastUploadId with a {@link ListPage#last} that is a name: the upload under it that the page ends with
     */
    public record UploadPage(ListPage<ListedUpload> page, Optional<UUID> lastUploadId) {}

    /** @param afterUpload with {@link ListQuery#after}: later uploads of that very name are listed too */
    public UploadPage uploads(Permit permit, ListQuery query, Optional<UUID> afterUpload) {
        if (query.maxEntries() == 0) {
            return new UploadPage(new ListPage<>(List.of(), List.of(), Optional.empty()), Optional.empty());
        }
        long bucketId = permit.bucket().id();
        KeyPrefix<UploadRow.Key> within = startOf(bucketId, query.prefix());
        KeyPrefix<UploadRow.Key> from = query.after()
                .filter(after -> Listing.compareBytes(after, query.prefix()) > 0)
                .map(after -> startOf(bucketId, after))
                .orElse(within);
        return engine.scan(
                Tables.UPLOADS, new KeyRange<>(within, from), cursor -> page(bucketId, query, afterUpload, cursor));
    }

    private static KeyPrefix<UploadRow.Key> startOf(long bucketId, String nameStart) {
        return Tables.UPLOADS.prefix(key -> key.fixedLong(bucketId).textStart(nameStart));
    }

    private static UploadPage page(
            long bucketId, ListQuery query, Optional<UUID> afterUpload, Cursor<UploadRow.Key, UploadRow> cursor) {
        List<ListedUpload> entries = new ArrayList<>();
        List<String> commonPrefixes = new ArrayList<>();
        String last = "";
        Optional<UUID> lastUpload = Optional.empty();
        while (cursor.next()) {
            UploadRow.Key key = cursor.key();
            Optional<String> common = Listing.commonPrefixOf(key.name(), query);
            boolean wanted = common.map(prefix -> isPast(prefix, query))
                    .orElseGet(() -> isPast(key.name(), query) || isLater(key, query, afterUpload));
            if (wanted && entries.size() + commonPrefixes.size() == query.maxEntries()) {
                return new UploadPage(new ListPage<>(entries, commonPrefixes, Optional.of(last)), lastUpload);
            }
            if (wanted) {
                last = common.orElse(key.name());
                lastUpload = common.isPresent() ? Optional.empty() : Optional.of(key.uploadId());
                if (common.isPresent()) {
                    commonPrefixes.add(last);
                } else {
                    entries.add(new ListedUpload(key.name(), key.uploadId(), cursor.value()));
                }
            }
            common.ifPresent(prefix -> cursor.seekPast(startOf(bucketId, prefix)));
        }
        return new UploadPage(new ListPage<>(entries, commonPrefixes, Optional.empty()), Optional.empty());
    }

    private static boolean isPast(String entry, ListQuery query) {
        return query.after()
                .filter(after -> Listing.compareBytes(entry, after) <= 0)
                .isEmpty();
    }

    /** Ids rise, compared as unsigned bytes like their keys. */
    private static boolean isLater(UploadRow.Key key, ListQuery query, Optional<UUID> afterUpload) {
        if (afterUpload.isEmpty() || !query.after().equals(Optional.of(key.name()))) {
            return false;
        }
        UUID mine = key.uploadId();
        UUID theirs = afterUpload.get();
        int high = Long.compareUnsigned(mine.getMostSignificantBits(), theirs.getMostSignificantBits());
        return high > 0
                || (high == 0
                        && Long.compareUnsigned(mine.getLeastSignificantBits(), theirs.getLeastSignificantBits()) > 0);
    }
}
