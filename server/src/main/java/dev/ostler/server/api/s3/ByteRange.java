// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of an object's bytes, inside it. */
record ByteRange(long offset, long length) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The range that a Range header asks for; empty when it asks for nothing that can be served as one range, and so for
     * everything (RFC 9110, 14.2). Throws InvalidRange when it lies outside the object.
     */
    static Optional<ByteRange> of(String header, long lengthBytes) {
        Matcher form = FORM.matcher(header.strip());
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(form.group(2)), lengthBytes);
            return Optional.of(inside(lengthBytes - suffix, suffix, header, lengthBytes));
        }
        long first = Long.parseLong(form.group(1));
        long last = form.group(2).isEmpty() ? lengthBytes - 1 : Long.parseLong(form.group(2));
        if (last < first && !form.group(2).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(inside(first, Math.min(last, lengthBytes - 1) - first + 1, header, lengthBytes));
    }

    private static ByteRange inside(long offset, long length, String header, long lengthBytes) {
        if (length <= 0 || offset >= lengthBytes) {
            throw new Problem.InvalidRange(header, lengthBytes).thrown();
        }
        return new ByteRange(offset, length);
    }

    String contentRange(long lengthBytes) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + lengthBytes;
    }
}
