// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** How many of the declared things were made, were there as declared, or were changed. Used by one thread. */
public final class Outcome {
    private int created;
    private int unchanged;
    private int updated;

    void created() {
        created++;
    }

    /** So many of each. */
    public record Counts(int created, int unchanged, int updated) {}

    public Counts counts() {
        return new Counts(created, unchanged, updated);
    }

    /** Something that was there before. */
    void found(boolean changed) {
        if (changed) {
            updated++;
        } else {
            unchanged++;
        }
    }

    /** {@code 9 created, 4 unchanged, 1 updated}. */
    @Override
    public String toString() {
        return created + " created, " + unchanged + " unchanged, " + updated + " updated";
    }
}
