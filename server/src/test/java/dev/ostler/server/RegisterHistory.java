// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What many clients did to one key at once, and whether a register that does one thing at a time could have answered all
 * of it: each step takes effect at some moment between its request and its answer.
 *
 * <p>Source of the search: Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), with the states already tried
 * remembered (Lowe, 2017).
 */
final class RegisterHistory {
    /** The value of a key without an object. */
    static final long NOTHING = 0;

    private final ConcurrentLinkedQueue<Step> steps = new ConcurrentLinkedQueue<>();

    private enum Kind {
        WRITE,
        /** A write without an answer, which may have happened or not. */
        ATTEMPT,
        READ
    }

    private record Step(Kind kind, long value, long startNanos, long endNanos) {}

    /** A write or a delete that was acknowledged. */
    void wrote(long value, long startNanos, long endNanos) {
        steps.add(new Step(Kind.WRITE, value, startNanos, endNanos));
    }

    /** A write or a delete that nobody acknowledged before the server died, which happened before that or never. */
    void attempted(long value, long startNanos, long diedNanos) {
        steps.add(new Step(Kind.ATTEMPT, value, startNanos, diedNanos));
    }

    void read(long value, long startNanos, long endNanos) {
        steps.add(new Step(Kind.READ, value, startNanos, endNanos));
    }

    int length() {
        return steps.size();
    }

    /** Whether some order explains all answers, beginning with no object. */
    boolean isLinearizable() {
        List<Step> ordered = new ArrayList<>(steps);
        ordered.sort(Comparator.comparingLong(Step::startNanos));
        return new Search(ordered).from(NOTHING);
    }

    private record State(BitSet done, long value) {}

    private static final class Search {
        private final List<Step> ordered;
        private final Set<State> tried = new HashSet<>();
        private final BitSet done = new BitSet();

        Search(List<Step> ordered) {
            this.ordered = ordered;
        }

        /** Depth first; a step may be next unless another one that is not done had ended before it began. */
        boolean from(long value) {
            int first = done.nextClearBit(0);
            if (first == ordered.size()) {
                return true;
            }
            if (!tried.add(new State((BitSet) done.clone(), value))) {
                return false;
            }
            long earliestEnd = Long.MAX_VALUE;
            for (int i = first; i < ordered.size() && ordered.get(i).startNanos() <= earliestEnd; i = next(i)) {
                Step step = ordered.get(i);
                earliestEnd = Math.min(earliestEnd, step.endNanos());
                if (step.kind() != Kind.READ || step.value() == value) {
                    done.set(i);
                    if (from(step.kind() == Kind.READ ? value : step.value())) {
                        return true;
                    }
                    if (step.kind() == Kind.ATTEMPT && from(value)) {
                        return true;
                    }
                    done.clear(i);
                }
            }
            return false;
        }

        private int next(int i) {
            return done.nextClearBit(i + 1);
        }
    }
}
