// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.bootstrap.BootstrapSource;
import dev.ostler.server.bootstrap.Environment;
import dev.ostler.server.form.BoundedParts;
import dev.ostler.server.objectstorage.Limits;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bootstrap files as a request sends them: one as the body, or a form. Its parts are {@code yaml}, a bootstrap file with the
 * name that messages call it by; behind each {@code file} with the path that stands in it, and {@code directory} with that of
 * one that may be empty; {@code variable} with {@code NAME=VALUE}.
 */
final class SentFiles {
    private static final int MAX_PARTS = 200_000;
    /** Paths, variables and boundaries; they lie in memory. */
    private static final int MAX_BYTES_BESIDES_FILES = 16 << 20;
    /** What may stand behind a form's end; nobody reads it. */
    private static final int MAX_EPILOGUE_BYTES = 64 << 10;

    private final Spool spool;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();

    private record Sent(String name, Spool.Slice yaml, SpooledFiles files) {}

    private SentFiles(Spool spool) {
        this.spool = spool;
    }

    /**
     * Takes all of a body in, to its end, where that of a signed request is verified.
     *
     * @throws dev.ostler.server.problem.ProblemException a {@link Problem.FormUpload}, EntityTooLarge, LimitExceeded,
     *     DiskNearlyFull
     */
    static SentFiles read(Optional<String> contentType, InputStream body, Spool spool) throws IOException {
        SentFiles files = new SentFiles(spool);
        if (contentType.isPresent() && isMultipart(contentType.get())) {
            files.takeForm(BoundedParts.of(contentType.get(), body, MAX_BYTES_BESIDES_FILES));
            if (body.readNBytes(MAX_EPILOGUE_BYTES + 1).length > MAX_EPILOGUE_BYTES) {
                throw malformed("it goes on behind its last boundary");
            }
        } else {
            files.takeYaml(
                    "body", body, "only the bootstrap file was sent: 'ostler apply FILE' sends what it names along");
        }
        return files;
    }

    private static boolean isMultipart(String contentType) {
        return contentType.strip().regionMatches(true, 0, "multipart/", 0, "multipart/".length());
    }

    private void takeForm(BoundedParts parts) throws IOException {
        int count = 0;
        for (var head = parts.next(); head.isPresent(); head = parts.next()) {
            if (++count > MAX_PARTS) {
                throw new Problem.LimitExceeded("parts in a form", MAX_PARTS).thrown();
            }
            Optional<String> filename = head.get().filename().map(BoundedParts::utf8);
            switch (head.get().name()) {
                case "yaml" ->
                    takeYaml(
                            filename.orElse("yaml"),
                            parts.file(),
                            "no part 'file' of this filename follows the bootstrap file");
                case "file" ->
                    current()
                            .add(
                                    filename.orElseThrow(() -> malformed("a part 'file' has no filename")),
                                    spool.append(parts.file(), Limits.MAX_BODY_BYTES));
                case "directory" -> current().addDirectory(BoundedParts.utf8(parts.text()));
                case "variable" -> takeVariable(BoundedParts.utf8(parts.text()));
                default ->
                    throw malformed("its parts are yaml, file, directory and variable; what else is sent is refused");
            }
        }
        if (sent.isEmpty()) {
            throw malformed("it has no part 'yaml'");
        }
    }

    private void takeYaml(String name, InputStream yaml, String whenMissing) throws IOException {
        Spool.Slice slice = spool.append(yaml, BootstrapSource.MAX_BYTES);
        sent.add(new Sent(name, slice, new SpooledFiles(spool, whenMissing)));
    }

    private SpooledFiles current() {
        if (sent.isEmpty()) {
            throw malformed("what a bootstrap file names follows its part 'yaml'");
        }
        return sent.getLast().files();
    }

    /** Its value is in no message: it may be a secret. */
    private void takeVariable(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw malformed("a part 'variable' is NAME=VALUE");
        }
        variables.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private static RuntimeException malformed(String detail) {
        return new Problem.MalformedForm(detail).thrown();
    }

    /** With the YAML in memory. */
    List<BootstrapSource> sources() throws IOException {
        List<BootstrapSource> sources = new ArrayList<>();
        for (Sent one : sent) {
            try (InputStream yaml = spool.open(one.yaml())) {
                sources.add(new BootstrapSource(one.name(), yaml.readAllBytes(), one.files()));
            }
        }
        return sources;
    }

    /** The variables that were sent, and none of the server's own: those are not the client's to read. */
    Environment environment() {
        return name -> Optional.ofNullable(variables.get(name));
    }
}
