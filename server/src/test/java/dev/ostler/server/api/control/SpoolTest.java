// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request brings lies on disk without a name, and takes no more of the disk than it may. */
class SpoolTest {
    @TempDir
    Path directory;

    @Test
    void slicesHoldWhatWasTakenIn() throws IOException {
        Random random = new Random(7);
        List<byte[]> taken = new ArrayList<>();
        List<Spool.Slice> slices = new ArrayList<>();
        try (Spool spool = new Spool(directory, 0)) {
            for (int length : new int[] {0, 1, 131_072, 5, 131_073, 400_000, 0}) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                taken.add(bytes);
                slices.add(spool.append(new ByteArrayInputStream(bytes), length));
            }

            for (int i = 0; i < slices.size(); i++) {
                assertThat(slices.get(i).lengthBytes()).isEqualTo(taken.get(i).length);
                assertThat(spool.open(slices.get(i)).readAllBytes()).isEqualTo(taken.get(i));
            }
            try (InputStream one = spool.open(slices.get(5));
                    InputStream other = spool.open(slices.get(5))) {
                assertThat(one.readNBytes(300_000)).startsWith(other.readNBytes(200_000));
                assertThat(other.readAllBytes()).hasSize(200_000);
            }
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void moreThanMayComeIsRefused() throws IOException {
        try (Spool spool = new Spool(directory, 0)) {
            assertThat(problemOf(() -> spool.append(new ByteArrayInputStream(new byte[11]), 10)))
                    .isInstanceOf(Problem.EntityTooLarge.class);
        }
    }

    @Test
    void restOfTheDiskIsLeftToOthers() throws IOException {
        try (Spool spool = new Spool(directory, Long.MAX_VALUE)) {
            assertThat(problemOf(() -> spool.append(new ByteArrayInputStream(new byte[1]), 10)))
                    .isEqualTo(new Problem.DiskNearlyFull());
        }
    }

    private interface Taking {
        void run() throws IOException;
    }

    private static Problem problemOf(Taking taking) {
        return catchThrowableOfType(ProblemException.class, taking::run).problem();
    }
}
