// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Forms are read the same however the network cuts them, and never beyond their bounds. */
class BoundedPartsTest {
    private static final String TYPE = "multipart/form-data; boundary=b-";
    private static final int ROUNDS = 2_000;
    private static final int MAX_BYTES = 20_480;

    private static BoundedParts of(String contentType, InputStream body) {
        return BoundedParts.of(contentType, body, MAX_BYTES);
    }

    /** A body of letters from which boundaries are made, in reads of any length. */
    @Test
    void partsAreTheSameHoweverTheBodyArrives() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("BoundedPartsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> values = values(random);
            String file = content(random, random.nextInt(10) == 0 ? 100_000 : 200);
            InputStream body = new RaggedStream(form(values, file), random);

            BoundedParts parts = of(TYPE, body);
            List<String> read = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                assertThat(parts.next().orElseThrow().name()).isEqualTo("f" + i);
                read.add(parts.text());
            }
            assertThat(parts.next().orElseThrow().name()).isEqualTo("file");
            String fileRead = readAll(parts.file(), random);

            assertThat(read).as("seed " + seed + " round " + round).isEqualTo(values);
            assertThat(fileRead).as("seed " + seed + " round " + round).isEqualTo(file);
            assertThat(parts.next()).as("seed " + seed + " round " + round).isEmpty();
            assertThat(parts.next()).as("seed " + seed + " round " + round).isEmpty();
        }
    }

    /** Each read to its end, in part or not at all; none of their bytes counts. */
    @Test
    void anyPartMayBeAFile() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("BoundedPartsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS / 10; round++) {
            List<String> files = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                files.add(content(random, random.nextBoolean() ? 10 : 2 * MAX_BYTES));
            }
            BoundedParts parts = of(TYPE, new RaggedStream(form(files, "last"), random));

            for (int i = 0; i < files.size(); i++) {
                assertThat(parts.next().orElseThrow().name()).isEqualTo("f" + i);
                String file = files.get(i);
                switch (random.nextInt(3)) {
                    case 0 ->
                        assertThat(readAll(parts.file(), random))
                                .as("seed " + seed + " round " + round)
                                .isEqualTo(file);
                    case 1 ->
                        assertThat(new String(parts.file().readNBytes(5), ISO_8859_1))
                                .as("seed " + seed + " round " + round)
                                .isEqualTo(file.substring(0, Math.min(5, file.length())));
                    default -> parts.file();
                }
            }
            assertThat(parts.next().orElseThrow().name()).isEqualTo("file");
            assertThat(parts.text()).isEqualTo("last");
            assertThat(parts.next()).isEmpty();
        }
    }

    @Test
    void headsOfManyFilesHaveABoundToo() {
        List<String> many = Collections.nCopies(1_000, "");

        Problem problem = problemOf(() -> {
            BoundedParts parts = of(TYPE, new ByteArrayInputStream(form(many, "")));
            while (parts.next().isPresent()) {
                parts.file().readAllBytes();
            }
        });

        assertThat(problem).isEqualTo(new Problem.FormFieldsTooLarge(MAX_BYTES));
    }

    @Test
    void everyCutBeforeTheFilesEndIsNoticed() throws IOException {
        byte[] whole = form(List.of("one", ""), "file\r\n--b\r\n");
        int end = new String(whole, ISO_8859_1).lastIndexOf("\r\n");

        for (int length = 0; length < end; length++) {
            InputStream body = new ByteArrayInputStream(whole, 0, length);
            Problem problem = problemOf(() -> readToTheEnd(of(TYPE, body)));

            assertThat(problem).as("cut to " + length + " bytes").isInstanceOf(Problem.MalformedForm.class);
        }
        readToTheEnd(of(TYPE, new ByteArrayInputStream(whole, 0, end)));
    }

    @Test
    void fieldsMayTakeExactlyTheirBudget() throws IOException {
        int around = form(List.of(""), "").length - "\r\n--b---\r\n".length();
        String fits = "a".repeat(MAX_BYTES - around);

        readToTheEnd(of(TYPE, new ByteArrayInputStream(form(List.of(fits), "f".repeat(100_000)))));
        Problem problem =
                problemOf(() -> readToTheEnd(of(TYPE, new ByteArrayInputStream(form(List.of(fits + "a"), "file")))));

        assertThat(problem).isEqualTo(new Problem.FormFieldsTooLarge(20_480));
    }

    @Test
    void endlessPreambleIsCutOff() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '\r';
            }
        };

        Problem problem = problemOf(() -> of(TYPE, endless).next());

        assertThat(problem).isInstanceOf(Problem.FormFieldsTooLarge.class);
    }

    @Test
    void boundaryHasOneToSeventyCharacters() {
        assertThat(problemOfType("multipart/form-data; boundary=" + "b".repeat(70)))
                .isNull();
        assertThat(problemOfType("multipart/form-data; boundary=\"b :=/?\"")).isNull();
        assertThat(problemOfType("multipart/form-data; boundary=" + "b".repeat(71)))
                .isInstanceOf(Problem.MalformedForm.class);
        assertThat(problemOfType("multipart/form-data; boundary=")).isInstanceOf(Problem.MalformedForm.class);
        assertThat(problemOfType("multipart/form-data; boundary=\"b \"")).isInstanceOf(Problem.MalformedForm.class);
        assertThat(problemOfType("multipart/form-data; boundary=b; boundary=c"))
                .isInstanceOf(Problem.MalformedForm.class);
        assertThat(problemOfType("multipart/mixed; boundary=b")).isInstanceOf(Problem.NotAForm.class);
        assertThat(problemOfType("")).isInstanceOf(Problem.NotAForm.class);
    }

    private static @Nullable Problem problemOfType(String contentType) {
        try {
            of(contentType, InputStream.nullInputStream());
            return null;
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static Problem problemOf(Reading reading) {
        return catchThrowableOfType(ProblemException.class, reading::run).problem();
    }

    private static void readToTheEnd(BoundedParts parts) throws IOException {
        while (!parts.next().orElseThrow().name().equals("file")) {
            parts.text();
        }
        parts.file().readAllBytes();
    }

    private static List<String> values(Random random) {
        List<String> values = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            values.add(content(random, 60));
        }
        return values;
    }

    /** Holds no delimiter. */
    private static String content(Random random, int maxLength) {
        StringBuilder content = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        while (content.length() < length) {
            content.append("\r\n-bx".charAt(random.nextInt(5)));
        }
        return content.toString().replace("\r\n--b-", "\r\n--b.");
    }

    private static byte[] form(List<String> values, String file) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            form.append("--b-\r\nContent-Disposition: form-data; name=f" + i + "\r\n\r\n" + values.get(i) + "\r\n");
        }
        form.append("--b-\r\nContent-Disposition: form-data; name=file\r\n\r\n" + file + "\r\n--b---\r\n");
        return form.toString().getBytes(ISO_8859_1);
    }

    private static String readAll(InputStream in, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[50_000];
        while (true) {
            int read = in.read(some, 0, 1 + random.nextInt(random.nextBoolean() ? 3 : some.length));
            if (read < 0) {
                return all.toString(ISO_8859_1);
            }
            all.write(some, 0, read);
        }
    }

    /** Gives as many bytes at a time as it likes. */
    private static final class RaggedStream extends InputStream {
        private final ByteArrayInputStream bytes;
        private final Random random;
        private final int most;

        RaggedStream(byte[] bytes, Random random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
            this.most = random.nextBoolean() ? 4 : 100_000;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, Math.min(length, 1 + random.nextInt(most)));
        }
    }
}
