// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.objectstorage.Checksum;
import dev.ostler.server.objectstorage.ChecksumAlgorithm;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.ObjectSlice;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.OpenObject;
import dev.ostler.server.objectstorage.UploadRow.Manifest;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Answers that describe an object, with or without its bytes. */
final class ObjectReplies {
    /** Source: Amazon S3 API reference, GetObject (response overrides). */
    private static final List<String> OVERRIDES = List.of(
            "response-content-type",
            "response-content-encoding",
            "response-content-disposition",
            "response-content-language",
            "response-cache-control",
            "response-expires");

    private final S3Settings settings;

    ObjectReplies(S3Settings settings) {
        this.settings = settings;
    }

    /** What a request wants of an object. */
    private record Wanted(int status, ByteRange range, Optional<Integer> partsCount) {}

    /** The object's bytes, or those of a range or a part. Takes over {@code open} and closes it when the bytes are sent. */
    Reply get(Call call, OpenObject open) throws IOException {
        Wanted wanted = wanted(call, open.description());
        Headers headers = headers(call, open.row(), wanted);
        ByteRange range = wanted.range();
        OpenObject.Slices slices = open.slices(range.offset(), range.length());
        ObjectSlice first = slices.next();
        if (first == null) {
            open.close();
            return new Reply(wanted.status(), headers);
        }
        if (first instanceof ObjectSlice.InMemory memory && first.lengthBytes() == range.length()) {
            open.close();
            return new Reply(wanted.status(), headers, new Reply.Body.Bytes(memory.bytes(), memory.offset(), (int)
                    memory.lengthBytes()));
        }
        return new Reply(
                wanted.status(), headers, new Reply.Body.Parts(range.length(), new SliceParts(open, slices, first)));
    }

    /** What {@link #get} says, without the bytes. */
    Reply head(Call call, Objects.Description description) {
        Wanted wanted = wanted(call, description);
        Headers headers = headers(call, description.row(), wanted);
        headers.add("content-length", Long.toString(wanted.range().length()));
        return new Reply(wanted.status(), headers);
    }

    private static Wanted wanted(Call call, Objects.Description description) {
        ObjectRow row = description.row();
        S3Conditions.checkRead(call, S3Conditions.ReadNames.OF_GET, row);
        Optional<Integer> part = call.number("partNumber", 1, Limits.MAX_PARTS);
        Optional<String> range = call.header("range");
        if (part.isPresent()) {
            if (range.isPresent()) {
                throw new Problem.InvalidRequest("Cannot specify both Range header and partNumber query parameter")
                        .thrown();
            }
            return part(part.get(), row, description.manifest());
        }
        return range.flatMap(text -> ByteRange.of(text, row.lengthBytes()))
                .map(inside -> new Wanted(206, inside, Optional.empty()))
                .orElseGet(() -> new Wanted(200, new ByteRange(0, row.lengthBytes()), Optional.empty()));
    }

    /**
     * Source: Amazon S3 API reference, GetObject: a part is answered like a range, and its object's parts are counted.
     * Observed: a part that the object does not have is InvalidPart (apache/ozone#10670, ceph/s3-tests).
     */
    private static Wanted part(int number, ObjectRow row, Optional<Manifest> manifest) {
        if (manifest.isEmpty()) {
            if (number > 1) {
                throw noSuchPart(number);
            }
            int status = row.lengthBytes() == 0 ? 200 : 206;
            return new Wanted(status, new ByteRange(0, row.lengthBytes()), Optional.empty());
        }
        long offset = 0;
        List<Manifest.Entry> entries = manifest.get().entries();
        for (Manifest.Entry entry : entries) {
            if (entry.number() == number) {
                return new Wanted(206, new ByteRange(offset, entry.lengthBytes()), Optional.of(entries.size()));
            }
            offset += entry.lengthBytes();
        }
        throw noSuchPart(number);
    }

    private static RuntimeException noSuchPart(int number) {
        return new Problem.InvalidPart(number, "the object has no such part").thrown();
    }

    private Headers headers(Call call, ObjectRow row, Wanted wanted) {
        Headers headers = Headers.of(
                "etag",
                '"' + row.etag() + '"',
                "last-modified",
                HttpDates.format(row.summary().modifiedAtMillis()),
                "accept-ranges",
                "bytes");
        if (wanted.status() == 206) {
            headers.add("content-range", wanted.range().contentRange(row.lengthBytes()));
        }
        wanted.partsCount().ifPresent(count -> headers.add("x-amz-mp-parts-count", Integer.toString(count)));
        if (call.header("x-amz-checksum-mode")
                        .filter("ENABLED"::equalsIgnoreCase)
                        .isPresent()
                && wanted.range().length() == row.lengthBytes()) {
            checksum(headers, row.checksum());
        }
        stored(headers, row, call);
        row.headers().metadata().forEach((name, value) -> headers.add(S3Headers.METADATA_PREFIX + name, value));
        return headers;
    }

    /** The stored headers, or what the request wants to see in their place. Anonymous requests may not want anything. */
    private static void stored(Headers headers, ObjectRow row, Call call) {
        for (int i = 0; i < OVERRIDES.size(); i++) {
            String name = S3Headers.STORED.get(i);
            Optional<String> override = call.query(OVERRIDES.get(i));
            if (override.isPresent() && call.caller() instanceof Caller.Anonymous) {
                throw new Problem.InvalidRequest(
                                "Request specific response headers cannot be used for anonymous GET requests.")
                        .thrown();
            }
            // Assumed: OCI has Amazon's default type.
            Optional<String> otherwise =
                    name.equals("content-type") ? Optional.of("binary/octet-stream") : Optional.empty();
            override.map(ObjectReplies::headerSafe)
                    .or(() -> Optional.ofNullable(row.headers().headers().get(name)))
                    .or(() -> otherwise)
                    .ifPresent(value -> headers.add(name, value));
        }
    }

    private static String headerSafe(String value) {
        if (!S3Headers.isHeaderSafe(value)) {
            throw new Problem.InvalidArgument("response-*", value, "The header value is invalid.").thrown();
        }
        if (value.chars().anyMatch(c -> c > 0xff)) {
            // Observed: Amazon S3 answers so; a header holds one byte per character.
            throw new Problem.InvalidArgument(
                            "response-*", value, "Header value cannot be represented using ISO-8859-1.")
                    .thrown();
        }
        return value;
    }

    /** Shows a checksum where this dialect shows it. Source: OCI documentation: only SHA256 is stored and returned. */
    void checksum(Headers headers, Optional<Checksum> checksum) {
        checksum.filter(kept -> isShown(kept.algorithm()))
                .ifPresent(shown -> headers.add(shown.algorithm().header(), shown.text())
                        .add("x-amz-checksum-type", shown.type().name()));
    }

    boolean isShown(ChecksumAlgorithm algorithm) {
        return !settings.isOci() || algorithm == ChecksumAlgorithm.SHA256;
    }
}
