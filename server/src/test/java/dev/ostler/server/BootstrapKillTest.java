// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Kills the server's process at a random instant while it applies bootstrap files, at its start or for {@code ostler apply}.
 * Users, keys and buckets are there whole or not at all, and whoever applies the files next finds the rest to do.
 * {@code -Dostler.crash.minutes=N} goes on for so long.
 */
class BootstrapKillTest {
    private static final int ROUNDS = 2;
    private static final int BUCKETS = 40;
    private static final int USERS = 40;
    private static final int OBJECTS = 400;
    /** With the group that the users are in. */
    private static final int THINGS = 1 + USERS + BUCKETS + OBJECTS;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("ostler.crash.minutes", 0));
    private Path yaml = Path.of("");

    @BeforeEach
    void layOut() throws IOException {
        System.out.println("BootstrapKillTest seed " + seed);
        Path files = Files.createDirectories(directory.resolve("files"));
        for (int i = 0; i < OBJECTS; i++) {
            Files.writeString(files.resolve("f" + i), contentOf(i));
        }
        StringBuilder world = new StringBuilder("version: 1\ngroups: [{name: all}]\nusers:\n");
        IntStream.range(0, USERS)
                .forEach(i -> world.append(
                        "  - {name: u%, groups: [Administrators, all], customerSecretKeys: [{id: key-%, key: secret-%}]}\n"
                                .replace("%", Integer.toString(i))));
        world.append("buckets:\n  - {name: b0, objects: [{directory: files}]}\n");
        IntStream.range(1, BUCKETS)
                .forEach(i -> world.append("  - {name: b").append(i).append("}\n"));
        yaml = Files.writeString(directory.resolve("bootstrap.yaml"), world);
    }

    /** Some lie in the index, some in files. */
    private static String contentOf(int i) {
        return "body of " + i + " ".repeat(i % 40 == 0 ? 100_000 : 0);
    }

    @Test
    void startThatIsKilledIsTakenUp() throws Exception {
        long wholeMillis = 0;
        for (int round = 0; round <= ROUNDS || System.nanoTime() < end; round++) {
            Path data = directory.resolve("start-" + round);
            long begun = System.nanoTime();
            Process process = ServerProcess.launch(
                    List.of("serve", "--port", "0", "--data", data.toString(), "--bootstrap", yaml.toString()),
                    Map.of(),
                    directory.resolve("killed.log"));
            if (round == 0) {
                awaitReady(data);
                wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            } else {
                // From before anything is on disk until after all is.
                await(data.resolve("CURRENT"));
                Thread.sleep(random.nextLong(1 + wholeMillis));
            }
            process.destroyForcibly().waitFor();

            checkAndTakeUp(data, "start " + round, round == 0);
        }
    }

    @Test
    void applyThatIsKilledIsTakenUp() throws Exception {
        long wholeMillis = 0;
        for (int round = 0; round <= ROUNDS || System.nanoTime() < end; round++) {
            Path data = directory.resolve("apply-" + round);
            boolean done;
            try (ServerProcess server = ServerProcess.start(data);
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                long begun = System.nanoTime();
                Future<Outcome> applying = threads.submit(() -> apply(data));
                if (round == 0) {
                    applying.get();
                    wholeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
                } else {
                    Thread.sleep(random.nextLong(1 + wholeMillis));
                }
                server.kill();
                Outcome outcome = applying.get();
                done = outcome.exitCode() == 0;
                assertThat(outcome.exitCode())
                        .as("seed " + seed + ": " + outcome)
                        .isIn(0, 1);
                assertThat(outcome.err())
                        .as(outcome.toString())
                        .matches(err -> done(outcome) || err.startsWith("ostler: "));
            }

            checkAndTakeUp(data, "apply " + round, done);
        }
    }

    private static boolean done(Outcome outcome) {
        return outcome.exitCode() == 0;
    }

    private Outcome apply(Path data) {
        return OstlerCommand.run("apply", "--data", data.toString(), yaml.toString());
    }

    private void awaitReady(Path data) throws IOException, InterruptedException {
        await(data.resolve("server.json"));
    }

    private static void await(Path file) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("there is no " + file);
            }
            Thread.sleep(1);
        }
    }

    private void checkAndTakeUp(Path data, String round, boolean done) throws Exception {
        String about = "seed " + seed + ", " + round;
        int objects;
        boolean byStart = random.nextBoolean();
        try (ServerProcess server = ServerProcess.start(data);
                S3Client s3 = server.s3()) {
            int buckets = s3.listBuckets().buckets().size();
            assertThat(buckets).as(about).isIn(0, BUCKETS);
            for (int i : List.of(0, random.nextInt(USERS), USERS - 1)) {
                assertThat(statusFor(server, i)).as(about).isEqualTo(buckets == 0 ? 403 : 200);
            }
            objects = buckets == 0 ? 0 : objects(s3);
            System.out.println("BootstrapKillTest " + round + ": " + buckets + " buckets, " + objects + " objects");
            if (done) {
                assertThat(objects).as(about).isEqualTo(OBJECTS);
            }
            if (!byStart) {
                int there = buckets == 0 ? 0 : THINGS - OBJECTS + objects;
                assertThat(apply(data).out())
                        .as(about)
                        .isEqualTo(THINGS - there + " created, " + there + " unchanged, 0 updated\n");
                checkWhole(server, s3, about);
            }
        }
        if (byStart) {
            try (ServerProcess server = ServerProcess.start(data, "--bootstrap", yaml.toString());
                    S3Client s3 = server.s3()) {
                checkWhole(server, s3, about);
            }
        }
    }

    private int statusFor(ServerProcess server, int user) throws IOException {
        return server.request("GET", "/")
                .key(new CustomerSecretKey("key-" + user, "secret-" + user))
                .send()
                .status();
    }

    private static int objects(S3Client s3) {
        return (int) s3.listObjectsV2Paginator(list -> list.bucket("b0")).contents().stream()
                .count();
    }

    private void checkWhole(ServerProcess server, S3Client s3, String about) throws IOException {
        assertThat(objects(s3)).as(about).isEqualTo(OBJECTS);
        for (int i = 0; i < OBJECTS; i += 1 + random.nextInt(40)) {
            String key = "f" + i;
            assertThat(s3.getObjectAsBytes(get -> get.bucket("b0").key(key)).asUtf8String())
                    .as(about)
                    .isEqualTo(contentOf(i));
        }
        assertThat(statusFor(server, USERS - 1)).as(about).isEqualTo(200);
    }
}
