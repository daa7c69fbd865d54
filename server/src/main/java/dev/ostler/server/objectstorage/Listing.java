// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.objectstorage.ListPage.ListedObject;
import dev.ostler.server.operation.Permit;
import dev.ostler.storage.Cursor;
import dev.ostler.storage.KeyPrefix;
import dev.ostler.storage.KeyRange;
import dev.ostler.storage.StorageEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Lists objects in the order of their names' UTF-8 bytes, a page at a time. */
public final class Listing {
    private final StorageEngine engine;

    public Listing(StorageEngine engine) {
        this.engine = engine;
    }

    /** A page of the permit's bucket. */
    public ListPage<ListedObject> objects(Permit permit, ListQuery query) {
        if (query.maxEntries() == 0) {
            return new ListPage<>(List.of(), List.of(), Optional.empty());
        }
        long bucketId = permit.bucket().id();
        KeyPrefix<ObjectRow.Key> within = startOf(bucketId, query.prefix());
        KeyPrefix<ObjectRow.Key> from = query.after()
                .filter(after -> compareBytes(after, query.prefix()) > 0)
                .map(after -> startOf(bucketId, after))
                .orElse(within);
        return engine.scan(
                Tables.OBJECT_SUMMARIES, new KeyRange<>(within, from), cursor -> page(bucketId, query, cursor));
    }

    private static KeyPrefix<ObjectRow.Key> startOf(long bucketId, String nameStart) {
        return Tables.OBJECT_SUMMARIES.prefix(key -> key.fixedLong(bucketId).textStart(nameStart));
    }

    /** A whole folder costs one seek: the cursor jumps over all names of a common prefix. */
    private static ListPage<ListedObject> page(
            long bucketId, ListQuery query, Cursor<ObjectRow.Key, ObjectRow.Summary> cursor) {
        List<ListedObject> entries = new ArrayList<>();
        List<String> commonPrefixes = new ArrayList<>();
        String last = "";
        boolean past = query.after().isEmpty();
        while (cursor.next()) {
            String name = cursor.key().name();
            Optional<String> common = commonPrefixOf(name, query);
            String entry = common.orElse(name);
            // Entries rise: once one is past the marker, all that follow are.
            past = past || compareBytes(entry, query.after().orElseThrow()) > 0;
            if (past && entries.size() + commonPrefixes.size() == query.maxEntries()) {
                return new ListPage<>(entries, commonPrefixes, Optional.of(last));
            }
            if (past) {
                last = entry;
                if (common.isPresent()) {
                    commonPrefixes.add(entry);
                } else {
                    entries.add(new ListedObject(name, cursor.value()));
                }
            }
            common.ifPresent(prefix -> cursor.seekPast(startOf(bucketId, prefix)));
        }
        return new ListPage<>(entries, commonPrefixes, Optional.empty());
    }

    static Optional<String> commonPrefixOf(String name, ListQuery query) {
        if (query.delimiter().isEmpty()) {
            return Optional.empty();
        }
        String delimiter = query.delimiter().get();
        int at = name.indexOf(delimiter, query.prefix().length());
        return at < 0 ? Optional.empty() : Optional.of(name.substring(0, at + delimiter.length()));
    }

    /** Compares as the index sorts: by UTF-8 bytes, which is not the order of Java's chars. */
    static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
