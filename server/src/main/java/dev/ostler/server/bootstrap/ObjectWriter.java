// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.objectstorage.Names;
import dev.ostler.server.objectstorage.ObjectHeaders;
import dev.ostler.server.objectstorage.ObjectRow;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes declared objects one by one, those that are not there. */
final class ObjectWriter {
    /** Source: RFC 9110, 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final WriteCondition ABSENT = new WriteCondition(Set.of(), Set.of("*"));

    private final Objects objects;
    private final Authorizer authorizer;
    private final Outcome outcome;

    ObjectWriter(Objects objects, Authorizer authorizer, Outcome outcome) {
        this.objects = objects;
        this.authorizer = authorizer;
        this.outcome = outcome;
    }

    /** What would be refused later is found before anything is written. Throws what the names of objects must not be. */
    static void check(DeclaredObject object, Mistakes mistakes) {
        Names.checkObject(object.name());
        if (object.content().lengthBytes() > Limits.MAX_BODY_BYTES) {
            mistakes.add(
                    object.place(), "an object written in one piece has at most " + Limits.MAX_BODY_BYTES + " bytes");
        }
        object.headers().values().forEach(value -> checkValue(value, mistakes));
        int metadataBytes = 0;
        for (var entry : object.metadata().entrySet()) {
            checkValue(entry.getValue(), mistakes);
            if (!TOKEN.matcher(entry.getKey()).matches()) {
                mistakes.add(
                        entry.getValue().place(),
                        "'" + Reading.shown(entry.getKey())
                                + "' cannot name metadata: it stands in the name of a header");
            }
            metadataBytes += entry.getKey().length() + entry.getValue().value().getBytes(UTF_8).length;
        }
        if (metadataBytes > Limits.MAX_METADATA_BYTES) {
            mistakes.add(
                    object.place(),
                    "the metadata has " + metadataBytes + " bytes, at most " + Limits.MAX_METADATA_BYTES
                            + " are allowed");
        }
    }

    private static void checkValue(Text value, Mistakes mistakes) {
        if (value.value().chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            mistakes.add(value.place(), "this value stands in a header, where no control character may stand");
        }
    }

    void write(DeclaredTenancy tenancy, Bootstrap.Home home) throws IOException {
        for (DeclaredBucket declared : tenancy.buckets()) {
            String region = declared.region().map(Text::value).orElse(home.region());
            var bucket = new Resource.Bucket(
                    home.namespace(), region, declared.name().value());
            for (DeclaredObject object : declared.objects()) {
                write(new Resource.ObjectInBucket(bucket, object.name()), object);
            }
        }
    }

    private void write(Resource.ObjectInBucket resource, DeclaredObject object) throws IOException {
        ObjectHeaders headers = headersOf(object);
        Optional<ObjectRow> existing = existing(resource);
        if (existing.isPresent() && (!object.replace() || isSame(existing.get(), object, headers))) {
            outcome.found(false);
            return;
        }
        Permit permit = authorizer.authorize(Steps.BY, "PutObject", resource, Set.of(OBJECT_CREATE, OBJECT_OVERWRITE));
        try (InputStream bytes = open(object)) {
            objects.put(
                    permit,
                    new PutObject(
                            bytes,
                            object.content().lengthBytes(),
                            ExpectedDigests.NONE,
                            headers,
                            object.replace() ? WriteCondition.NONE : ABSENT));
        } catch (ProblemException e) {
            switch (e.problem()) {
                // A client wrote it in this very moment: it is there.
                case Problem.PreconditionFailed _ -> {
                    outcome.found(false);
                    return;
                }
                case Problem.IncompleteBody _ -> throw unreadable(object, "it changed while it was read", e);
                default -> throw e;
            }
        }
        if (existing.isPresent()) {
            outcome.found(true);
        } else {
            outcome.created();
        }
    }

    private Optional<ObjectRow> existing(Resource.ObjectInBucket resource) {
        try {
            return Optional.of(objects.head(authorizer.authorize(Steps.BY, "HeadObject", resource))
                    .row());
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.NoSuchKey) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isSame(ObjectRow row, DeclaredObject object, ObjectHeaders headers) throws IOException {
        return row.summary().parts() == 0
                && row.lengthBytes() == object.content().lengthBytes()
                && row.headers().equals(headers)
                && MessageDigest.isEqual(row.summary().md5(), md5(object));
    }

    private static byte[] md5(DeclaredObject object) throws IOException {
        try (DigestInputStream bytes = new DigestInputStream(open(object), MessageDigest.getInstance("MD5"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return bytes.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static InputStream open(DeclaredObject object) throws IOException {
        return switch (object.content()) {
            case DeclaredObject.Content.Inline inline -> new ByteArrayInputStream(inline.bytes());
            case DeclaredObject.Content.OfFile file -> {
                try {
                    yield new NamedFileStream(object, file.files().open(file.path()));
                } catch (IOException e) {
                    throw unreadable(object, String.valueOf(e.getMessage()), e);
                }
            }
        };
    }

    private static NamedFileException unreadable(DeclaredObject object, String reason, Exception cause) {
        String what = object.content() instanceof DeclaredObject.Content.OfFile file ? file.path() : object.name();
        return new NamedFileException(
                new Mistake(object.place(), "'" + Reading.shown(what) + "' cannot be taken: " + reason), cause);
    }

    /** Tells what keeps a file from being read apart from what keeps its bytes from being stored. */
    private static final class NamedFileStream extends FilterInputStream {
        private final DeclaredObject object;

        NamedFileStream(DeclaredObject object, InputStream bytes) {
            super(bytes);
            this.object = object;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException e) {
                throw unreadable(object, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** As a client's request would bring them: one char a byte. */
    private static ObjectHeaders headersOf(DeclaredObject object) {
        Map<String, String> headers = new HashMap<>();
        object.headers().forEach((name, value) -> headers.put(name, bytesAsChars(value)));
        Map<String, String> metadata = new HashMap<>();
        object.metadata().forEach((name, value) -> metadata.put(name.toLowerCase(Locale.ROOT), bytesAsChars(value)));
        return new ObjectHeaders(headers, metadata);
    }

    private static String bytesAsChars(Text text) {
        return new String(text.value().getBytes(UTF_8), ISO_8859_1);
    }
}
