// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.operation.Call;
import dev.ostler.server.problem.Problem;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Conditional headers. Source: RFC 9110, 13, and Amazon S3 API reference, GetObject (their precedence). Assumed: OCI serves
 * them on writes too, of which reports differ.
 */
final class S3Conditions {
    private S3Conditions() {}

    /** The conditions of a write; checked in the commit. */
    static WriteCondition ofWrite(Call call) {
        return new WriteCondition(etags(call, "if-match"), etags(call, "if-none-match"));
    }

    /** A form's head counts as well: to overlook a condition there would overwrite what the sender wants kept. */
    private static Set<String> etags(Call call, String header) {
        return call.header(header)
                .or(() -> call.head().header(header))
                .map(S3Conditions::etags)
                .orElse(Set.of());
    }

    /**
     * The conditions of a deletion. Source: Amazon S3 API reference, DeleteObject. Amazon serves those of size and time
     * for directory buckets alone; here they hold everywhere, for to ignore one would delete too much.
     */
    static WriteCondition ofDelete(Call call) {
        WriteCondition etags = ofWrite(call);
        return new WriteCondition(
                etags.ifMatch(),
                etags.ifNoneMatch(),
                call.header("x-amz-if-match-size").map(text -> size("x-amz-if-match-size", text)),
                call.header("x-amz-if-match-last-modified-time")
                        .map(text -> time("x-amz-if-match-last-modified-time", text)));
    }

    /** The conditions that DeleteObjects gives for one of its objects. */
    static WriteCondition ofDelete(XmlElement object) {
        return new WriteCondition(
                object.childText("ETag").map(S3Conditions::etags).orElse(Set.of()),
                Set.of(),
                object.childText("Size").map(text -> size("Size", text)),
                object.childText("LastModifiedTime").map(text -> time("LastModifiedTime", text)));
    }

    /** Throws InvalidArgument. */
    private static long size(String name, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new Problem.InvalidArgument(name, text, "The size is no number").thrown();
        }
    }

    /** A date as HTTP or as XML writes it. Throws InvalidArgument: an unread condition must not let anything pass. */
    private static Instant time(String name, String text) {
        return httpDate(text.strip())
                .or(() -> isoDate(text.strip()))
                .orElseThrow(() -> new Problem.InvalidArgument(name, text, "The time is no date").thrown());
    }

    private static Optional<Instant> isoDate(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Conditions of a read, under these header names. */
    record ReadNames(String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {
        static final ReadNames OF_GET =
                new ReadNames("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");
        static final ReadNames OF_COPY_SOURCE = new ReadNames(
                "x-amz-copy-source-if-match",
                "x-amz-copy-source-if-none-match",
                "x-amz-copy-source-if-modified-since",
                "x-amz-copy-source-if-unmodified-since");
    }

    /** Throws PreconditionFailed, or NotModified for a GET whose copy is still good. */
    static void checkRead(Call call, ReadNames names, ObjectRow object) {
        Instant modified =
                Instant.ofEpochMilli(object.summary().modifiedAtMillis()).truncatedTo(ChronoUnit.SECONDS);
        Optional<String> ifMatch = call.header(names.ifMatch());
        if (ifMatch.isPresent()) {
            require(matches(ifMatch.get(), object), "If-Match");
        } else {
            date(call, names.ifUnmodifiedSince())
                    .ifPresent(date -> require(!modified.isAfter(date), "If-Unmodified-Since"));
        }
        Optional<String> ifNoneMatch = call.header(names.ifNoneMatch());
        boolean unchanged = ifNoneMatch.isPresent()
                ? matches(ifNoneMatch.get(), object)
                : date(call, names.ifModifiedSince())
                        .filter(date -> !modified.isAfter(date))
                        .isPresent();
        if (unchanged) {
            require(names.equals(ReadNames.OF_GET), "If-None-Match");
            throw new Problem.NotModified(object.etag(), modified).thrown();
        }
    }

    private static void require(boolean held, String condition) {
        if (!held) {
            throw new Problem.PreconditionFailed(condition).thrown();
        }
    }

    private static boolean matches(String header, ObjectRow object) {
        Set<String> wanted = etags(header);
        return wanted.contains("*") || wanted.contains(object.etag());
    }

    private static Set<String> etags(String header) {
        Set<String> etags = new LinkedHashSet<>();
        for (String part : header.split(",", -1)) {
            String etag = part.strip();
            etag = etag.startsWith("W/") ? etag.substring(2) : etag;
            etags.add(unquoted(etag));
        }
        return etags;
    }

    static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    /** A date that cannot be read is no condition (RFC 9110, 13.1.3). */
    private static Optional<Instant> date(Call call, String header) {
        return call.header(header).flatMap(S3Conditions::httpDate);
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
