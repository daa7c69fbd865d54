// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant who typed a name that is not known. */
public final class Nearest {
    private static final int MAX_SLIPS = 3;

    private Nearest() {}

    /** The known name that takes the fewest letters to change, if that is few. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(name -> Math.abs(word.length() - name.length()) <= MAX_SLIPS)
                .filter(name -> slips(word, name) <= Math.min(MAX_SLIPS, name.length() / 2))
                .min(Comparator.comparingInt(name -> slips(word, name)));
    }

    /** Letters to insert, delete or replace (Levenshtein's distance). */
    private static int slips(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
