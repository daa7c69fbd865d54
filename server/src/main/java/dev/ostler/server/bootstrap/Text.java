// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;

/** A text that a bootstrap file gives, its variables filled in. {@link #toString} never shows more than the file does. */
public final class Text {
    private final String value;
    private final Node.Scalar scalar;
    private final List<Insertion> insertions;
    private final boolean secret;

    /**
     * What stands in the value for something that is written otherwise.
     *
     * @param start in the value
     * @param writtenStart in the scalar's value
     */
    record Insertion(int start, int end, int writtenStart, int writtenEnd) {}

    Text(String value, Node.Scalar scalar, List<Insertion> insertions, boolean secret) {
        this.value = value;
        this.scalar = scalar;
        this.insertions = List.copyOf(insertions);
        this.secret = secret;
    }

    /** A text without variables. */
    static Text asWritten(Node.Scalar scalar) {
        return new Text(scalar.value(), scalar, List.of(), false);
    }

    public String value() {
        return value;
    }

    public Place place() {
        return scalar.place();
    }

    /** Where the char at {@code offset} of the value stands; within a variable's value, the variable's place. */
    public Place placeOf(int offset) {
        int written = offset;
        for (Insertion insertion : insertions) {
            if (offset < insertion.start()) {
                break;
            }
            written = offset < insertion.end()
                    ? insertion.writtenStart()
                    : insertion.writtenEnd() + offset - insertion.end();
        }
        return scalar.written().placeOf(scalar.value(), written);
    }

    /** For messages: as the file has it, with its variables' names in place of their values; of a secret nothing. */
    @Override
    public String toString() {
        return secret ? "(secret)" : scalar.value();
    }
}
