// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Kills the server's process at a random instant while clients write, overwrite, copy, upload in parts, delete and read
 * the same few keys, again and again on one directory. Afterwards every key holds what some order of the acknowledged
 * writes explains, each other write having happened whole or not at all; acknowledged parts of unfinished uploads are
 * there, and nothing else is. {@code -Dostler.crash.minutes=N} goes on for so long.
 */
class KillServerTest {
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 8;
    private static final int MIN_WRITES = 20;
    private static final int MAX_WRITES = 250;
    private static final long MAX_WORK_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int KEYS = 10;
    private static final String BUCKET = "survivors";
    /** Some lie in the index, some in files. */
    private static final int[] SIZES = {16, 3_000, 60_000, 100_000, 700_000};

    private static final int[] PART_SIZES = {20_000, 70_000, 300_000};
    private static final int MAX_PARTS = 4;
    /** Objects that are only ever copied from. */
    private static final List<String> SOURCES = List.of("source-small", "source-large");

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final AtomicLong values = new AtomicLong();
    private final Map<String, Long> valueOfEtag = new ConcurrentHashMap<>();
    private final AtomicLong acknowledgements = new AtomicLong();
    private List<RegisterHistory> histories = List.of();
    private int round;
    private volatile boolean killing;

    /** A write that was sent and not answered. */
    private record Pending(int key, long value, long startNanos) {}

    private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();

    /** An upload whose creation was acknowledged, and its parts that were. */
    private static final class OpenUpload {
        private final Map<Integer, String> parts = new ConcurrentHashMap<>();
        private volatile boolean ending;
    }

    private final Map<String, OpenUpload> uploads = new ConcurrentHashMap<>();
    private final AtomicLong unansweredUploads = new AtomicLong();

    @Test
    void acknowledgedWritesSurviveKill9() throws Exception {
        System.out.println("KillServerTest seed " + seed);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("ostler.crash.minutes", 0));
        try (ServerProcess server = start();
                S3Client s3 = server.s3()) {
            makeBucket(s3);
            workUntilKilled(server, s3);
        }
        assertThat(directory.resolve("temporary")).isEmptyDirectory();
        for (round = 1; round < ROUNDS || System.nanoTime() < end; round++) {
            killWhileStarting();
            try (ServerProcess server = start();
                    S3Client s3 = server.s3()) {
                check(server, s3);
                if (random.nextInt(3) == 0) {
                    emptyAndDelete(server, s3);
                    makeBucket(s3);
                }
                workUntilKilled(server, s3);
            }
        }
        try (ServerProcess server = start();
                S3Client s3 = server.s3()) {
            check(server, s3);
            emptyAndDelete(server, s3);
            assertThat(server.output()).doesNotContain("ERROR", "WARN");
        }
        System.out.println(
                "KillServerTest: killed " + round + " times after " + acknowledgements + " acknowledged writes");
        assertThat(acknowledgements.get()).isGreaterThan(MIN_WRITES);
    }

    private ServerProcess start() throws Exception {
        return ServerProcess.start(directory.resolve("data"), "--durability", random.nextBoolean() ? "fsync" : "os");
    }

    /** What a start does about the end before it may be cut off as well. */
    private void killWhileStarting() throws Exception {
        if (random.nextInt(3) == 0) {
            Process starting = ServerProcess.launch(
                    List.of(
                            "serve",
                            "--port",
                            "0",
                            "--data",
                            directory.resolve("data").toString()),
                    Map.of(),
                    directory.resolve("server.log"));
            starting.waitFor(100 + random.nextInt(1_400), TimeUnit.MILLISECONDS);
            starting.destroyForcibly().waitFor();
        }
    }

    private String about() {
        return "seed " + seed + ", round " + round;
    }

    private void makeBucket(S3Client s3) {
        s3.createBucket(create -> create.bucket(BUCKET));
        for (int i = 0; i < SOURCES.size(); i++) {
            String source = SOURCES.get(i);
            byte[] body = newBody(i == 0 ? 1_000 : 200_000);
            s3.putObject(put -> put.bucket(BUCKET).key(source), RequestBody.fromBytes(body));
        }
        beginHistories(new long[KEYS]);
    }

    private void beginHistories(long[] found) {
        long now = System.nanoTime();
        histories =
                IntStream.range(0, KEYS).mapToObj(_ -> new RegisterHistory()).toList();
        for (int key = 0; key < KEYS; key++) {
            histories.get(key).wrote(found[key], now, now);
        }
    }

    private void workUntilKilled(ServerProcess server, S3Client s3) throws Exception {
        killing = false;
        long enough = acknowledgements.get() + MIN_WRITES + random.nextInt(MAX_WRITES - MIN_WRITES);
        long latest = System.nanoTime() + MAX_WORK_NANOS;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random own = new Random(random.nextLong());
                clients.add(threads.submit(() -> {
                    while (!killing) {
                        step(s3, own);
                    }
                }));
            }
            while (acknowledgements.get() < enough && System.nanoTime() < latest) {
                Thread.sleep(1 + random.nextInt(10));
            }
            killing = true;
            if (random.nextInt(3) == 0) {
                // Whoever stops a server may lose patience.
                server.terminate();
                Thread.sleep(random.nextInt(50));
            }
            server.kill();
            for (Future<?> client : clients) {
                client.get();
            }
        }
        long died = System.nanoTime();
        pending.forEach(write -> histories.get(write.key()).attempted(write.value(), write.startNanos(), died));
        pending.clear();
    }

    private void step(S3Client s3, Random own) {
        int key = own.nextInt(KEYS);
        try {
            switch (own.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6 -> put(s3, key, newBody(SIZES[own.nextInt(SIZES.length)]));
                case 7, 8 -> copy(s3, key, SOURCES.get(own.nextInt(SOURCES.size())));
                case 9, 10, 11 -> uploadInParts(s3, key, own);
                case 12, 13 -> delete(s3, key);
                case 14 -> deleteSeveral(s3, own);
                case 15 -> list(s3);
                default -> {
                    long start = System.nanoTime();
                    long value = get(s3, key);
                    histories.get(key).read(value, start, System.nanoTime());
                }
            }
        } catch (SdkClientException e) {
            assertThat(killing)
                    .as("%s: the server broke a connection: %s", about(), e)
                    .isTrue();
        }
    }

    private static String nameOf(int key) {
        return "key-" + key;
    }

    /** The value and random bytes that follow from it: any mixture shows. */
    private byte[] newBody(int size) {
        long value = values.incrementAndGet();
        byte[] body = bodyOf(value, size);
        valueOfEtag.put(Bytes.etag(body), value);
        return body;
    }

    private byte[] bodyOf(long value, int size) {
        byte[] body = Bytes.of(size, seed ^ value);
        ByteBuffer.wrap(body).putLong(value);
        return body;
    }

    private static long valueOf(byte[] body) {
        return ByteBuffer.wrap(body).getLong();
    }

    /** Does {@code request} and notes for each key what may have come of it. */
    private void write(List<Integer> keys, long value, Runnable request) {
        long start = System.nanoTime();
        try {
            request.run();
        } catch (SdkClientException e) {
            keys.forEach(key -> pending.add(new Pending(key, value, start)));
            throw e;
        }
        long answered = System.nanoTime();
        keys.forEach(key -> histories.get(key).wrote(value, start, answered));
        acknowledgements.incrementAndGet();
    }

    private void put(S3Client s3, int key, byte[] body) {
        write(
                List.of(key),
                valueOf(body),
                () -> s3.putObject(put -> put.bucket(BUCKET).key(nameOf(key)), RequestBody.fromBytes(body)));
    }

    private void copy(S3Client s3, int key, String source) {
        long value = Objects.requireNonNull(valueOfEtag.get(
                s3.headObject(head -> head.bucket(BUCKET).key(source)).eTag()));
        write(
                List.of(key),
                value,
                () -> s3.copyObject(copy -> copy.sourceBucket(BUCKET)
                        .sourceKey(source)
                        .destinationBucket(BUCKET)
                        .destinationKey(nameOf(key))));
    }

    private void delete(S3Client s3, int key) {
        write(
                List.of(key),
                RegisterHistory.NOTHING,
                () -> s3.deleteObject(delete -> delete.bucket(BUCKET).key(nameOf(key))));
    }

    private void deleteSeveral(S3Client s3, Random own) {
        List<Integer> keys = own.ints(0, KEYS).distinct().limit(3).boxed().toList();
        write(
                keys,
                RegisterHistory.NOTHING,
                () -> deleteAll(s3, keys.stream().map(KillServerTest::nameOf).toList()));
    }

    /** OCI takes no list without one of its digests. */
    private static void deleteAll(S3Client s3, List<String> names) {
        var objects = names.stream()
                .map(name -> ObjectIdentifier.builder().key(name).build())
                .toList();
        assertThat(s3.deleteObjects(delete -> delete.bucket(BUCKET)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .delete(list -> list.objects(objects)))
                        .errors())
                .isEmpty();
    }

    /** Every fifth upload is left unfinished, every fifth aborted. */
    private void uploadInParts(S3Client s3, int key, Random own) {
        int[] sizes = own.ints(0, PART_SIZES.length)
                .limit(1 + own.nextInt(MAX_PARTS))
                .map(size -> PART_SIZES[size])
                .toArray();
        long value = values.incrementAndGet();
        byte[] body = bodyOf(value, Arrays.stream(sizes).sum());
        String id = createUpload(s3, key);
        OpenUpload upload = new OpenUpload();
        uploads.put(id, upload);
        List<CompletedPart> parts = new ArrayList<>();
        int offset = 0;
        for (int size : sizes) {
            int number = parts.size() + 1;
            byte[] bytes = Arrays.copyOfRange(body, offset, offset + size);
            String etag = s3.uploadPart(
                            part -> part.bucket(BUCKET)
                                    .key(nameOf(key))
                                    .uploadId(id)
                                    .partNumber(number),
                            RequestBody.fromBytes(bytes))
                    .eTag();
            assertThat(etag).isEqualTo(Bytes.etag(bytes));
            upload.parts.put(number, etag);
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            offset += size;
        }
        switch (own.nextInt(5)) {
            case 0 -> {}
            case 1 -> {
                upload.ending = true;
                s3.abortMultipartUpload(
                        abort -> abort.bucket(BUCKET).key(nameOf(key)).uploadId(id));
                uploads.remove(id);
            }
            default -> {
                valueOfEtag.put(etagOf(parts), value);
                upload.ending = true;
                write(
                        List.of(key),
                        value,
                        () -> s3.completeMultipartUpload(complete -> complete.bucket(BUCKET)
                                .key(nameOf(key))
                                .uploadId(id)
                                .multipartUpload(all -> all.parts(parts))));
                uploads.remove(id);
            }
        }
    }

    private String createUpload(S3Client s3, int key) {
        try {
            return s3.createMultipartUpload(create -> create.bucket(BUCKET).key(nameOf(key)))
                    .uploadId();
        } catch (SdkClientException e) {
            unansweredUploads.incrementAndGet();
            throw e;
        }
    }

    private static String etagOf(List<CompletedPart> parts) {
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        parts.forEach(
                part -> digests.writeBytes(HexFormat.of().parseHex(part.eTag().replace("\"", ""))));
        String digest = HexFormat.of().formatHex(Bytes.digest("MD5", digests.toByteArray()));
        return '"' + digest + "-" + parts.size() + '"';
    }

    /** The value that a key holds, after a look at every byte. */
    private long get(S3Client s3, int key) {
        try {
            var object = s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(nameOf(key)));
            byte[] body = object.asByteArray();
            long value = valueOf(body);
            assertThat(body).as("%s: a torn object", about()).isEqualTo(bodyOf(value, body.length));
            assertThat(valueOfEtag).as(about()).containsEntry(object.response().eTag(), value);
            return value;
        } catch (NoSuchKeyException e) {
            return RegisterHistory.NOTHING;
        }
    }

    private void list(S3Client s3) {
        long start = System.nanoTime();
        long[] listed = listed(s3);
        long end = System.nanoTime();
        for (int key = 0; key < KEYS; key++) {
            histories.get(key).read(listed[key], start, end);
        }
    }

    private long[] listed(S3Client s3) {
        Map<String, Long> listed = new TreeMap<>();
        for (S3Object object : s3.listObjectsV2(list -> list.bucket(BUCKET)).contents()) {
            listed.put(object.key(), Objects.requireNonNull(valueOfEtag.get(object.eTag()), about()));
        }
        assertThat(listed).as(about()).containsKeys(SOURCES.toArray(String[]::new));
        return IntStream.range(0, KEYS)
                .mapToLong(key -> listed.getOrDefault(nameOf(key), RegisterHistory.NOTHING))
                .toArray();
    }

    private void check(ServerProcess server, S3Client s3) throws Exception {
        long[] found = new long[KEYS];
        for (int key = 0; key < KEYS; key++) {
            long start = System.nanoTime();
            found[key] = get(s3, key);
            histories.get(key).read(found[key], start, System.nanoTime());
        }
        for (int key = 0; key < KEYS; key++) {
            RegisterHistory history = histories.get(key);
            assertThat(history.isLinearizable())
                    .as("%s, key %d, %d steps", about(), key, history.length())
                    .isTrue();
        }
        assertThat(listed(s3)).as(about()).isEqualTo(found);
        checkUploads(s3);
        assertThat(server.files().stagingBecomesEmpty()).as(about()).isTrue();
        assertThat(OstlerCommand.run(
                                "scrub", "--data", directory.resolve("data").toString())
                        .exitCode())
                .as(about())
                .isZero();
        beginHistories(found);
    }

    /** Those that were acknowledged and not ended are there with their parts; others only where no answer came. */
    private void checkUploads(S3Client s3) {
        List<MultipartUpload> listed =
                s3.listMultipartUploads(list -> list.bucket(BUCKET)).uploads();
        List<String> ids = listed.stream().map(MultipartUpload::uploadId).toList();
        assertThat(ids)
                .as(about())
                .containsAll(uploads.entrySet().stream()
                        .filter(upload -> !upload.getValue().ending)
                        .map(Map.Entry::getKey)
                        .toList());
        assertThat(ids.stream().filter(id -> !uploads.containsKey(id)).count())
                .as(about())
                .isLessThanOrEqualTo(unansweredUploads.get());
        for (MultipartUpload upload : listed) {
            Map<Integer, String> parts = new TreeMap<>();
            for (Part part : s3.listParts(
                            list -> list.bucket(BUCKET).key(upload.key()).uploadId(upload.uploadId()))
                    .parts()) {
                parts.put(part.partNumber(), part.eTag());
            }
            OpenUpload known = uploads.getOrDefault(upload.uploadId(), new OpenUpload());
            assertThat(parts).as(about()).containsAllEntriesOf(known.parts);
            s3.abortMultipartUpload(
                    abort -> abort.bucket(BUCKET).key(upload.key()).uploadId(upload.uploadId()));
        }
        uploads.clear();
        unansweredUploads.set(0);
    }

    /** The counts that stand for a scan are exact, and nothing that was ever stored is left on disk. */
    private void emptyAndDelete(ServerProcess server, S3Client s3) throws Exception {
        assertThatThrownBy(() -> s3.deleteBucket(delete -> delete.bucket(BUCKET)))
                .isInstanceOf(S3Exception.class)
                .hasMessageContaining("not empty");
        deleteAll(
                s3,
                s3.listObjectsV2(list -> list.bucket(BUCKET)).contents().stream()
                        .map(S3Object::key)
                        .toList());
        s3.deleteBucket(delete -> delete.bucket(BUCKET));
        assertThat(server.files().blobsBecome(0))
                .as("%s: left on disk: %s", about(), server.files().blobs())
                .isTrue();
    }
}
