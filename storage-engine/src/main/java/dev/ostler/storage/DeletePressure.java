// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts deletes per column. A scan must step over every deleted row until a flush and a compaction have dropped it, so
 * many deletes call for a flush.
 */
final class DeletePressure {
    private static final int FLUSH_AFTER_DELETES = 20_000;

    private final Map<Column, AtomicInteger> deletes = new EnumMap<>(Column.class);

    DeletePressure() {
        for (Column column : Column.values()) {
            deletes.put(column, new AtomicInteger());
        }
    }

    void add(Column column, int count) {
        AtomicInteger counter = deletes.get(column);
        if (counter != null) {
            counter.addAndGet(count);
        }
    }

    boolean callsForFlush() {
        return deletes.values().stream().anyMatch(count -> count.get() >= FLUSH_AFTER_DELETES);
    }

    /** The columns to be flushed now; they start from zero. */
    List<Column> takeDue() {
        List<Column> due = new ArrayList<>();
        deletes.forEach((column, count) -> {
            if (count.get() >= FLUSH_AFTER_DELETES) {
                count.set(0);
                due.add(column);
            }
        });
        return due;
    }
}
