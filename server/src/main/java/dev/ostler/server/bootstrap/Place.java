// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.Comparator;

/** Where something stands in a file; lines and columns count from 1, columns in characters as an editor shows them. */
public record Place(String file, int line, int column) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    static Place startOf(String file) {
        return new Place(file, 1, 1);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
