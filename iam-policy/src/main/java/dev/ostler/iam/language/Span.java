// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

/**
 * Where a part of a statement stands in its text, in UTF-16 units.
 *
 * @param end exclusive
 */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: " + start + " to " + end);
        }
    }

    /** What lies between this one and a later one. */
    public Span gapTo(Span later) {
        return new Span(/* start= */ end, /* end= */ later.start);
    }

    /** From the start of this one to the end of a later one. */
    public Span to(Span later) {
        return new Span(start, later.end);
    }

    public Span shifted(int offset) {
        return new Span(start + offset, end + offset);
    }

    public String of(String text) {
        return text.substring(start, end);
    }
}
