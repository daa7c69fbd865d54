// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** Several who apply the same files, while clients write the same objects and make and delete the same buckets. */
class ConcurrentApplyTest {
    private static final int ROUNDS = 40;

    @RegisterExtension
    static final NoErrorsLogged log = new NoErrorsLogged();

    @RegisterExtension
    final TestServer server = TestServer.oci();

    @TempDir
    Path directory;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void appliesAndClientsDoNotDisturbEachOther() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ConcurrentApplyTest seed " + seed);
        Path files = Files.createDirectories(directory.resolve("files"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(files.resolve("f" + i), "declared " + i);
        }
        Path yaml = Files.writeString(directory.resolve("bootstrap.yaml"), """
                version: 1
                groups: [{name: analysts}]
                users: [{name: alice, groups: [analysts], customerSecretKeys: [{id: alice-key, key: alice-secret}]}]
                buckets:
                  - {name: lake, freeformTags: {of: file}, objects: [{directory: files}]}
                  - {name: sure, objects: [{directory: files, replace: true}]}
                  - {name: fleeting0}
                  - {name: fleeting1}
                  - {name: fleeting2}
                  - {name: fleeting3}
                """);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Outcome>>> appliers =
                    List.of(threads.submit(() -> applyManyTimes(yaml)), threads.submit(() -> applyManyTimes(yaml)));
            List<Future<Integer>> clients = List.of(
                    threads.submit(repeating(new Random(seed), this::write)),
                    threads.submit(repeating(new Random(seed + 1), this::tag)),
                    threads.submit(repeating(new Random(seed + 2), this::makeOrDelete)),
                    threads.submit(repeating(new Random(seed + 3), this::makeOrDelete)),
                    threads.submit(repeating(new Random(seed + 4), this::makeOrDelete)));
            try {
                for (Future<List<Outcome>> applier : appliers) {
                    for (Outcome outcome : applier.get()) {
                        assertThat(outcome.exitCode())
                                .as("seed " + seed + ": " + outcome)
                                .isZero();
                    }
                }
            } finally {
                over.set(true);
            }
            for (Future<Integer> client : clients) {
                assertThat(client.get()).isPositive();
            }
        }

        assertThat(apply(yaml).exitCode()).isZero();
        assertThat(apply(yaml).out()).isEqualTo("0 created, 48 unchanged, 0 updated\n");
        for (int i = 0; i < 20; i++) {
            String key = "f" + i;
            assertThat(server.s3()
                            .getObjectAsBytes(get -> get.bucket("lake").key(key))
                            .asUtf8String())
                    .isIn("declared " + i, "a client's");
            assertThat(server.s3()
                            .getObjectAsBytes(get -> get.bucket("sure").key(key))
                            .asUtf8String())
                    .isEqualTo("declared " + i);
        }
        assertThat(server.s3().getBucketTagging(get -> get.bucket("lake")).tagSet())
                .containsExactly(Tag.builder().key("of").value("file").build());
    }

    private List<Outcome> applyManyTimes(Path yaml) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            outcomes.add(apply(yaml));
        }
        return outcomes;
    }

    private Outcome apply(Path yaml) {
        return OstlerCommand.run("apply", "--data", server.dataDirectory().toString(), yaml.toString());
    }

    private interface Doing {
        void once(Random random);
    }

    /** Until all have applied; how often it was done. What cannot be done at the moment is refused, and does not count. */
    private Callable<Integer> repeating(Random random, Doing doing) {
        return () -> {
            int done = 0;
            while (!over.get()) {
                try {
                    doing.once(random);
                    done++;
                } catch (S3Exception e) {
                    assertThat(e.statusCode()).as(e.toString()).isIn(404, 409);
                }
            }
            return done;
        };
    }

    private void write(Random random) {
        String bucket = random.nextBoolean() ? "lake" : "sure";
        String key = "f" + random.nextInt(20);
        if (random.nextInt(3) == 0) {
            server.s3().deleteObject(delete -> delete.bucket(bucket).key(key));
        } else {
            server.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("a client's"));
        }
    }

    private void makeOrDelete(Random random) {
        String bucket = "fleeting" + random.nextInt(4);
        if (random.nextBoolean()) {
            server.s3().createBucket(create -> create.bucket(bucket));
        } else {
            server.s3().deleteBucket(delete -> delete.bucket(bucket));
        }
    }

    private void tag(Random random) {
        server.s3()
                .putBucketTagging(put -> put.bucket("lake")
                        .tagging(tags -> tags.tagSet(Tag.builder()
                                .key("of")
                                .value("client" + random.nextInt(9))
                                .build())));
    }
}
