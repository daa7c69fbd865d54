// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that is wrong with the files that are read: one run tells their author everything. */
final class Mistakes {
    /** More would tell nobody more. */
    static final int MAX_MISTAKES = 100;

    private final Set<Mistake> found = new LinkedHashSet<>();
    private Place last = Place.startOf("");
    private boolean more;

    /** The same mistake at the same place, met again through an alias, counts once. */
    void add(Place place, String message) {
        last = place;
        if (found.size() < MAX_MISTAKES) {
            found.add(new Mistake(place, message));
        } else {
            more = true;
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file's lines; files in the order in which they were read. */
    private List<Mistake> sorted() {
        List<String> files =
                found.stream().map(mistake -> mistake.place().file()).distinct().toList();
        List<Mistake> sorted = new ArrayList<>();
        for (String file : files) {
            found.stream()
                    .filter(mistake -> mistake.place().file().equals(file))
                    .sorted((one, other) -> one.place().compareTo(other.place()))
                    .forEach(sorted::add);
        }
        if (more) {
            sorted.add(new Mistake(last, "more mistakes follow; these are the first " + MAX_MISTAKES));
        }
        return sorted;
    }

    /** Throws everything that was found, if anything was. */
    void throwIfAny() throws BootstrapException {
        if (!isEmpty()) {
            throw new BootstrapException(sorted());
        }
    }

    /** {@code a, b or c}. */
    static String oneOf(Collection<String> names) {
        List<String> all = List.copyOf(names);
        int last = all.size() - 1;
        return last < 1 ? String.join("", all) : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }
}
