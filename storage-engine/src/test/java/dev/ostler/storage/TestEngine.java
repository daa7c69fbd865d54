// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One world with two tables: objects by name, and a count of them that every change keeps exact. */
final class TestEngine implements AutoCloseable {
    /** Small, so that tests of files need few bytes. */
    static final int INLINE_LIMIT_BYTES = 1_000;

    static final Table<String, BlobRef> OBJECTS =
            new Table<>("objects", Table.Family.LISTED, 1, codec(), new Table.ValueCodec<>() {
                @Override
                public void write(BlobRef value, ValueWriter out) {
                    out.version(1).blob(value);
                }

                @Override
                public BlobRef read(ValueReader in) {
                    in.version(1);
                    return in.blob();
                }
            });

    static final Table<String, Long> COUNTS =
            new Table<>("counts", Table.Family.SETTINGS, 1, codec(), new Table.ValueCodec<>() {
                @Override
                public void write(Long value, ValueWriter out) {
                    out.version(1).number(value);
                }

                @Override
                public Long read(ValueReader in) {
                    in.version(1);
                    return in.number();
                }
            });

    private final Path world;
    private final EngineOptions options;
    private final Disk disk;
    private RocksEngine engine;

    TestEngine(Path world, EngineOptions options, Disk disk) throws IOException {
        this.world = world;
        this.options = options;
        this.disk = disk;
        Files.createDirectories(world);
        this.engine = RocksEngine.open(world, options, disk, () -> {});
    }

    static TestEngine in(Path world) throws IOException {
        return new TestEngine(world, quietOptions(), new RealDisk());
    }

    /** Sweeps only when told to. */
    static EngineOptions quietOptions() {
        return EngineOptions.defaults().withSweepInterval(Duration.ofHours(1));
    }

    RocksEngine engine() {
        return engine;
    }

    Path world() {
        return world;
    }

    void reopen() throws IOException {
        engine.close();
        engine = RocksEngine.open(world, options, disk, () -> {});
    }

    /** As {@link #reopen}, but the old engine does not get to tidy up. */
    void reopenAfterCrash() throws IOException {
        engine.abandon();
        engine = RocksEngine.open(world, options, disk, () -> {});
    }

    StagedBlob stage(byte[] body) throws IOException {
        return stage(engine, body);
    }

    static StagedBlob stage(StorageEngine engine, byte[] body) throws IOException {
        return engine.stage(new ByteArrayInputStream(body), stageOptions(body.length));
    }

    static StageOptions stageOptions(long expectedLengthBytes) {
        return new StageOptions(expectedLengthBytes, 1L << 30, INLINE_LIMIT_BYTES, List.of());
    }

    BlobRef put(String name, byte[] body) throws IOException {
        return put(engine, name, body);
    }

    static BlobRef put(StorageEngine engine, String name, byte[] body) throws IOException {
        try (StagedBlob staged = stage(engine, body)) {
            return engine.commit(rows -> put(rows, name, staged));
        }
    }

    static BlobRef put(Rows rows, String name, StagedBlob staged) {
        Optional<BlobRef> replaced = rows.get(OBJECTS, name);
        replaced.ifPresent(rows::discard);
        if (replaced.isEmpty()) {
            count(rows, 1);
        }
        BlobRef blob = rows.adopt(staged);
        rows.put(OBJECTS, name, blob);
        return blob;
    }

    boolean delete(String name) {
        return delete(engine, name);
    }

    static boolean delete(StorageEngine engine, String name) {
        return engine.commitFreeing(rows -> delete(rows, name));
    }

    static boolean delete(Rows rows, String name) {
        Optional<BlobRef> blob = rows.get(OBJECTS, name);
        if (blob.isEmpty()) {
            return false;
        }
        rows.discard(blob.get());
        rows.delete(OBJECTS, name);
        count(rows, -1);
        return true;
    }

    private static void count(Rows rows, long step) {
        rows.put(COUNTS, "objects", rows.get(COUNTS, "objects").orElse(0L) + step);
    }

    long count() {
        return engine.get(COUNTS, "objects").orElse(0L);
    }

    Optional<byte[]> read(String name) {
        return read(engine, name);
    }

    static Optional<byte[]> read(StorageEngine engine, String name) {
        try (ReadLease lease = engine.lease()) {
            Optional<BlobRef> blob = engine.get(OBJECTS, name);
            return blob.isEmpty() ? Optional.empty() : Optional.of(read(engine, lease, blob.get()));
        }
    }

    static byte[] read(StorageEngine engine, ReadLease lease, BlobRef blob) {
        try (BlobSlice slice = engine.open(lease, blob, 0, blob.lengthBytes());
                InputStream in = slice.stream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All names and their blobs. */
    Map<String, BlobRef> objects() {
        return engine.scan(OBJECTS, KeyRange.of(OBJECTS.prefix(k -> {})), cursor -> {
            Map<String, BlobRef> found = new TreeMap<>();
            while (cursor.next()) {
                found.put(cursor.key(), cursor.value());
            }
            return found;
        });
    }

    /** Every file of the world that holds bytes of a body, whatever its state. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String directory : List.of("blobs", "staging")) {
            try (Stream<Path> entries = Files.walk(world.resolve(directory))) {
                entries.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    /** Files that no object owns: must be none after a sweep. */
    List<Path> filesWithoutRow() throws IOException {
        Set<String> owned = objects().values().stream()
                .filter(blob -> blob.place() == BlobRef.Place.FILE)
                .map(blob -> Long.toHexString(blob.id()))
                .collect(Collectors.toSet());
        return files().stream()
                .filter(file -> !owned.contains(file.getFileName().toString()))
                .toList();
    }

    /** Where the only file of the world is; for tests that damage it. */
    Path onlyFile() throws IOException {
        List<Path> files = files();
        if (files.size() != 1) {
            throw new IllegalStateException("not one file but " + files);
        }
        return files.getFirst();
    }

    @Override
    public void close() {
        engine.close();
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Table.KeyCodec<String> codec() {
        return new Table.KeyCodec<>() {
            @Override
            public void write(String key, KeyWriter out) {
                out.text(key);
            }

            @Override
            public String read(KeyReader in) {
                return in.text();
            }
        };
    }
}
