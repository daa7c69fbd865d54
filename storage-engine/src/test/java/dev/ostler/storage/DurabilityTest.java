// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static dev.ostler.storage.TestEngine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.DBOptions;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** How often each durability asks the disk to be certain. */
class DurabilityTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"FSYNC, 5, 1", "OS, 0, 0", "EPHEMERAL, 0, 0"})
    void commitsAndFilesAreForcedAsPromised(EngineOptions.Durability durability, int syncsOfLog, int forcesOfAFile)
            throws IOException {
        EngineOptions options = TestEngine.quietOptions().withDurability(durability);
        AtomicInteger forces = new AtomicInteger();
        try (Statistics statistics = new Statistics()) {
            Files.createDirectories(directory.resolve("world"));
            Index index = Index.open(directory.resolve("world/index"), options, counting(options, statistics));
            try (RocksEngine engine =
                    RocksEngine.open(directory.resolve("world"), options, new CountingDisk(forces), index, () -> {})) {
                engine.sweepNow();
                long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
                for (int i = 0; i < 5; i++) {
                    TestEngine.put(engine, "n" + i, bytes(10, i));
                }
                assertThat(statistics.getTickerCount(TickerType.WAL_FILE_SYNCED) - before)
                        .isEqualTo(syncsOfLog);

                TestEngine.put(engine, "large", bytes(5_000, 1));
                assertThat(forces).hasValue(forcesOfAFile);
            }
        }
    }

    private static IndexTuning counting(EngineOptions options, Statistics statistics) {
        return new IndexTuning(options) {
            @Override
            DBOptions database(EngineOptions chosen) {
                return super.database(chosen).setStatistics(statistics);
            }
        };
    }

    private static final class CountingDisk extends ForwardingDisk {
        private final AtomicInteger forces;

        CountingDisk(AtomicInteger forces) {
            super(new RealDisk());
            this.forces = forces;
        }

        @Override
        public DiskFile create(Path file) throws IOException {
            return new ForwardingFile(super.create(file)) {
                @Override
                public void force() throws IOException {
                    forces.incrementAndGet();
                    super.force();
                }
            };
        }
    }
}
