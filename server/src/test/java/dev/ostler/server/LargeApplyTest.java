// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ostler apply} sends along may be many times larger than the server's memory. */
class LargeApplyTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void largeObjectsPassThroughASmallHeap() throws Exception {
        Path data = directory.resolve("data");
        Path ready = directory.resolve("ready.json");
        Path log = directory.resolve("server.log");
        sparse("one.bin", 300 * MIB);
        Files.writeString(directory.resolve("after.txt"), "after");
        Path yaml = Files.writeString(directory.resolve("bootstrap.yaml"), """
                version: 1
                buckets:
                  - name: lake
                    objects:
                      - {name: one, file: one.bin, replace: true}
                      - {name: after, file: after.txt}
                """);
        Process server = ServerProcess.launch(
                List.of("serve", "--port", "0", "--data", data.toString(), "--ready-file", ready.toString()),
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m -XX:MaxDirectMemorySize=64m"),
                log);
        try {
            long deadline = System.nanoTime() + 60_000_000_000L;
            while (!Files.exists(ready)) {
                assertThat(server.isAlive() && System.nanoTime() < deadline)
                        .as(Files.readString(log))
                        .isTrue();
                Thread.sleep(10);
            }

            Outcome first = OstlerCommand.run("apply", "--data", data.toString(), yaml.toString());
            Outcome again = OstlerCommand.run("apply", "--data", data.toString(), yaml.toString());

            assertThat(first.out()).as(first.err()).isEqualTo("3 created, 0 unchanged, 0 updated\n");
            assertThat(again.out()).as(again.err()).isEqualTo("0 created, 3 unchanged, 0 updated\n");
            assertThat(Files.readString(log)).doesNotContain("OutOfMemory");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private void sparse(String name, long lengthBytes) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
            file.setLength(lengthBytes);
        }
    }
}
