// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The small files beside the data that tools read without the database, each for its owner alone: a file a user with
 * their key, the control token, and, while a server runs, where it is.
 */
final class ServerFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = PosixFilePermissions.fromString("rwx------");

    /** In a directory without data yet: what {@code ostler env} writes before the first start, and a first start that failed. */
    private static final Set<String> NO_OTHERS_USE = Set.of("users", "control-token", "LOCK", "lost+found");

    private static final int MAX_NAMED = 3;
    static final String ADMINISTRATOR = Founding.ADMINISTRATOR;

    /** No name of a user leads out of their folder. */
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_@+=,-][A-Za-z0-9._@+=,-]{0,254}");

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    ServerFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Keeps the server out of a directory that somebody uses for something else. What begins with a dot, and a fresh
     * volume's {@code lost+found}, are no such use.
     *
     * @throws IOException it holds other files and no data of ours
     */
    static void requireOursOrEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory) || Files.exists(directory.resolve("FORMAT"))) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> others = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !NO_OTHERS_USE.contains(name))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                throw new IOException("the directory " + directory + " holds other things ("
                        + String.join(", ", others.subList(0, Math.min(MAX_NAMED, others.size())))
                        + (others.size() > MAX_NAMED ? ", ..." : "")
                        + ") and no data of Ostler. Choose another one, or an empty one: --data DIR");
            }
        }
    }

    /**
     * Where a running server is.
     *
     * @param endpoint for clients: the public URL when there is one
     * @param local for commands on this machine, which may not know the way to the public URL
     */
    record Running(String endpoint, String local, long pid, String namespace, String region, String controlToken) {}

    /** The administrator's key: given, kept from before, or made now; written for tools to find. */
    CustomerSecretKey administratorsKey(Optional<CustomerSecretKey> given) throws IOException {
        Path file = userFile(ADMINISTRATOR);
        Optional<CustomerSecretKey> known = readKey(file);
        CustomerSecretKey key = given.or(() -> known).orElseGet(() -> CustomerSecretKey.generate(random));
        if (!known.equals(Optional.of(key))) {
            Map<String, String> content = new LinkedHashMap<>();
            content.put("user", ADMINISTRATOR);
            content.put("accessKeyId", key.id());
            content.put("secretAccessKey", key.secret());
            write(file, FlatJson.lines(content));
        }
        return key;
    }

    /** The key of a user that the server has written; empty for an unknown user. */
    Optional<CustomerSecretKey> keyOf(String user) throws IOException {
        return USER.matcher(user).matches() ? readKey(userFile(user)) : Optional.empty();
    }

    private Path userFile(String user) {
        return directory.resolve("users").resolve(user + ".json");
    }

    private Optional<CustomerSecretKey> readKey(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Content content = Content.of(file);
        return Optional.of(new CustomerSecretKey(content.get("accessKeyId"), content.get("secretAccessKey")));
    }

    /** The token of the control API: given, kept from before, or made now. */
    String controlToken(Optional<String> given) throws IOException {
        Path file = directory.resolve("control-token");
        if (given.isEmpty() && Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String token =
                given.orElseGet(() -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        write(file, token + "\n");
        return token;
    }

    void writeRunning(Running running) throws IOException {
        Map<String, Object> content = asMap(running);
        content.put("local", running.local());
        content.put("controlToken", running.controlToken());
        write(runningFile(), FlatJson.line(content));
    }

    /** Tells whoever waits for it that the server answers; without the token. */
    static void writeReadyFile(Path file, Running running) throws IOException {
        write(file, FlatJson.line(asMap(running)));
    }

    private static Map<String, Object> asMap(Running running) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("endpoint", running.endpoint());
        content.put("pid", running.pid());
        content.put("namespace", running.namespace());
        content.put("region", running.region());
        return content;
    }

    /** Where the server of this directory is; empty when none runs. */
    Optional<Running> readRunning() throws IOException {
        if (!Files.exists(runningFile())) {
            return Optional.empty();
        }
        Content content = Content.of(runningFile());
        return Optional.of(new Running(
                content.get("endpoint"),
                content.get("local"),
                Long.parseLong(content.get("pid")),
                content.get("namespace"),
                content.get("region"),
                content.get("controlToken")));
    }

    /** What one of our files says. */
    private record Content(Path file, Map<String, String> members) {
        static Content of(Path file) throws IOException {
            String text = Files.readString(file);
            try {
                return new Content(file, FlatJson.read(text));
            } catch (JsonProcessingException e) {
                throw new IOException(file + " is damaged: " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new IOException(file + " is damaged: " + e.getMessage(), e);
            }
        }

        String get(String member) throws IOException {
            String value = members.get(member);
            if (value == null) {
                throw new IOException(file + " is damaged: it has no '" + member + "'");
            }
            return value;
        }
    }

    void deleteRunning() throws IOException {
        Files.deleteIfExists(runningFile());
    }

    private Path runningFile() {
        return directory.resolve("server.json");
    }

    /** Whole or not at all, and never for others to read, not even for an instant. */
    static void write(Path file, String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
        Path temporary =
                Files.createTempFile(folder, ".write", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.write(temporary, content.getBytes(StandardCharsets.UTF_8));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
