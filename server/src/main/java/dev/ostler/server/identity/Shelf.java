// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.KeyRange;
import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import dev.ostler.storage.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All things of one kind in memory, by identifier and, within their owner, by label.
 *
 * <p>INVARIANT: a shelf that a snapshot holds never changes. A change works on an {@link #open} one, which copies what it
 * touches and is sealed before anybody else sees it.
 */
public final class Shelf<V extends Row> {
    private final Table<String, V> table;
    private Map<String, V> byId;
    private Map<String, SortedMap<String, V>> byOwner;
    private boolean open;
    /** Whether the maps are this shelf's own, no longer those of the one that it was opened from. */
    private boolean copied;
    /** The owners whose inner maps are this shelf's own. */
    private final Set<String> copiedOwners = new HashSet<>();
    /** What differs from the shelf that this one was opened from; empty: deleted. */
    private final Map<String, Optional<V>> changes = new LinkedHashMap<>();

    private Shelf(
            Table<String, V> table, Map<String, V> byId, Map<String, SortedMap<String, V>> byOwner, boolean open) {
        this.table = table;
        this.byId = byId;
        this.byOwner = byOwner;
        this.open = open;
    }

    /** Reads all rows of a table. */
    static <V extends Row> Shelf<V> load(StorageEngine engine, Table<String, V> table) {
        List<V> rows = engine.scan(table, KeyRange.of(table.prefix(key -> {})), cursor -> {
            List<V> found = new ArrayList<>();
            while (cursor.next()) {
                found.add(cursor.value());
            }
            return found;
        });
        Shelf<V> shelf = new Shelf<>(table, Map.of(), Map.of(), true);
        rows.forEach(shelf::put);
        shelf.changes.clear();
        shelf.seal();
        return shelf;
    }

    public Optional<V> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean has(String id) {
        return byId.containsKey(id);
    }

    public Optional<V> labelled(String ownerId, String label) {
        return Optional.ofNullable(
                byOwner.getOrDefault(ownerId, Collections.emptySortedMap()).get(label));
    }

    /** Those that belong to an owner, by label. */
    public Collection<V> of(String ownerId) {
        return Collections.unmodifiableCollection(
                byOwner.getOrDefault(ownerId, Collections.emptySortedMap()).values());
    }

    /** In no order. */
    public Collection<V> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** One that begins like this one and takes changes. For one thread. */
    Shelf<V> open() {
        return new Shelf<>(table, byId, byOwner, true);
    }

    /**
     * This shelf with some rows in place of its own of the same identifiers, and without those that are empty; sealed. Itself
     * when there are none.
     */
    Shelf<V> overlaid(Map<String, Optional<V>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        Shelf<V> shelf = open();
        // A label may pass from one row to another: first all go, then others come.
        rows.keySet().forEach(id -> shelf.get(id).ifPresent(shelf::remove));
        rows.values().forEach(row -> row.ifPresent(shelf::put));
        shelf.seal();
        return shelf;
    }

    /** From now on this shelf never changes. */
    void seal() {
        open = false;
    }

    /** Adds a row, or replaces the one of the same identifier. */
    void put(V row) {
        beginWrite();
        V replaced = byId.put(row.id(), row);
        if (replaced != null) {
            unlabel(replaced);
        }
        ownMap(row.ownerId()).put(row.label(), row);
        changes.put(row.id(), Optional.of(row));
    }

    void remove(V row) {
        beginWrite();
        byId.remove(row.id());
        unlabel(row);
        changes.put(row.id(), Optional.empty());
    }

    void removeOf(String ownerId) {
        List.copyOf(of(ownerId)).forEach(this::remove);
    }

    /** Whether nothing was changed between the two. */
    boolean isSameAs(Shelf<V> other) {
        return byId == other.byId;
    }

    int changeCount() {
        return changes.size();
    }

    /** Identifiers of what differs from the shelf that this one was opened from. */
    Set<String> changedIds() {
        return Set.copyOf(changes.keySet());
    }

    /** Writes what differs from the shelf that this one was opened from. */
    void write(Rows rows) {
        changes.forEach((id, row) -> {
            if (row.isPresent()) {
                rows.put(table, id, row.get());
            } else {
                rows.delete(table, id);
            }
        });
    }

    private void beginWrite() {
        if (!open) {
            throw new IllegalStateException("a sealed shelf of " + table.name() + " was written to");
        }
        if (!copied) {
            byId = new HashMap<>(byId);
            byOwner = new HashMap<>(byOwner);
            copied = true;
        }
    }

    private SortedMap<String, V> ownMap(String ownerId) {
        if (!copiedOwners.add(ownerId)) {
            return byOwner.computeIfAbsent(ownerId, owner -> new TreeMap<>());
        }
        SortedMap<String, V> own = new TreeMap<>(byOwner.getOrDefault(ownerId, Collections.emptySortedMap()));
        byOwner.put(ownerId, own);
        return own;
    }

    private void unlabel(V row) {
        SortedMap<String, V> owned = ownMap(row.ownerId());
        owned.remove(row.label());
        if (owned.isEmpty()) {
            byOwner.remove(row.ownerId());
            copiedOwners.remove(row.ownerId());
        }
    }
}
