// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Keys sort as what they encode, and everything that is written is read back. */
class CodecTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void encodedTextsSortAsTheirUtf8Bytes() {
        List<String> names = new ArrayList<>(List.of("", "a", "a\0", "a\0\0", "a\0b", "ab", "\u00ff", "\0", "\uffff"));
        for (int i = 0; i < 2_000; i++) {
            names.add(randomText());
        }

        List<String> byName = new ArrayList<>(names);
        byName.sort(Comparator.comparing((String name) -> name.getBytes(UTF_8), Arrays::compareUnsigned));
        List<String> byKey = new ArrayList<>(names);
        byKey.sort(Comparator.comparing(
                (String name) -> new KeyWriter(1).text(name).fixedInt(7).toBytes(), Arrays::compareUnsigned));

        assertThat(byKey).as("seed %d", seed).isEqualTo(byName);
    }

    @Test
    void encodedNumbersSortAsUnsignedNumbers() {
        for (int i = 0; i < 2_000; i++) {
            long a = random.nextLong() >>> random.nextInt(64);
            long b = random.nextLong() >>> random.nextInt(64);

            byte[] keyOfA = new KeyWriter(1).fixedLong(a).toBytes();
            byte[] keyOfB = new KeyWriter(1).fixedLong(b).toBytes();

            assertThat(Integer.signum(Arrays.compareUnsigned(keyOfA, keyOfB)))
                    .as("seed %d", seed)
                    .isEqualTo(Long.compareUnsigned(a, b));
        }
    }

    @Test
    void theStartOfATextIsTheStartOfEveryLongerOne() {
        for (int i = 0; i < 1_000; i++) {
            String start = randomText();
            String whole = start + randomText();

            byte[] prefix = new KeyWriter(1).textStart(start).toBytes();
            byte[] key = new KeyWriter(1).text(whole).toBytes();

            assertThat(Arrays.copyOf(key, prefix.length)).as("seed %d", seed).isEqualTo(prefix);
        }
    }

    @Test
    void keysAreReadBack() {
        for (int i = 0; i < 1_000; i++) {
            String first = randomText();
            String second = randomText();
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            long number = random.nextLong();

            byte[] key = new KeyWriter(9)
                    .text(first)
                    .fixedLong(number)
                    .uuid(uuid)
                    .text(second)
                    .fixedInt((int) number)
                    .toBytes();

            KeyReader in = new KeyReader(key, 1, key.length);
            assertThat(in.text()).as("seed %d", seed).isEqualTo(first);
            assertThat(in.fixedLong()).isEqualTo(number);
            assertThat(in.uuid()).isEqualTo(uuid);
            assertThat(in.text()).isEqualTo(second);
            assertThat(in.fixedInt()).isEqualTo((int) number);
            assertThatThrownBy(in::fixedInt).isInstanceOf(UnreadableRowException.class);
        }
    }

    @Test
    void aTextWithHalfASurrogatePairIsNoKey() {
        assertThatThrownBy(() -> new KeyWriter(1).text("a\ud800b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyWriter(1).text("a\ud800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyWriter(1).text("\udc00")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new KeyWriter(1).text("\ud83d\ude00").toBytes()).hasSize(7);
    }

    @Test
    void aKeyThatEndsTooEarlyIsRefused() {
        byte[] key = new KeyWriter(1).text("name").toBytes();

        assertThatThrownBy(() -> new KeyReader(key, 1, key.length - 1).text())
                .isInstanceOf(UnreadableRowException.class)
                .hasMessageContaining("too early");
        assertThatThrownBy(() -> new KeyReader(new byte[] {1, 0, 5, 0, 0}, 1, 5).text())
                .isInstanceOf(UnreadableRowException.class);
    }

    @Test
    void valuesAreReadBack() {
        for (int i = 0; i < 1_000; i++) {
            String text = randomText();
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            long number = random.nextLong() >> random.nextInt(64);
            var blob = new BlobRef(random.nextLong(), BlobRef.Place.FILE, number & Long.MAX_VALUE, (int) number);

            byte[] value = new ValueWriter()
                    .version(3)
                    .number(number)
                    .text(text)
                    .bool(number > 0)
                    .bytes(bytes)
                    .fixedInt((int) number)
                    .fixedLong(~number)
                    .uuid(uuid)
                    .blob(blob)
                    .toBytes();

            ValueReader in = new ValueReader(value, 0, value.length);
            assertThat(in.version(3)).as("seed %d", seed).isEqualTo(3);
            assertThat(in.number()).isEqualTo(number);
            assertThat(in.text()).isEqualTo(text);
            assertThat(in.bool()).isEqualTo(number > 0);
            assertThat(in.bytes()).isEqualTo(bytes);
            assertThat(in.fixedInt()).isEqualTo((int) number);
            assertThat(in.fixedLong()).isEqualTo(~number);
            assertThat(in.uuid()).isEqualTo(uuid);
            assertThat(in.blob()).isEqualTo(blob);
            assertThatThrownBy(in::bool).isInstanceOf(UnreadableRowException.class);
        }
    }

    @Test
    void numbersNearZeroTakeOneByte() {
        for (long number : new long[] {0, 1, -1, 63, -64}) {
            assertThat(new ValueWriter().number(number).toBytes()).hasSize(1);
        }
        for (long number : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            byte[] bytes = new ValueWriter().number(number).toBytes();
            assertThat(bytes).hasSize(10);
            assertThat(new ValueReader(bytes, 0, bytes.length).number()).isEqualTo(number);
        }
    }

    @Test
    void aValueOfANewerVersionIsRefused() {
        byte[] value = new ValueWriter().version(2).toBytes();

        assertThatThrownBy(() -> new ValueReader(value, 0, value.length).version(1))
                .isInstanceOf(UnreadableRowException.class)
                .hasMessageContaining("version 2");
    }

    @Test
    void aFieldLongerThanItsValueIsRefused() {
        byte[] value = new ValueWriter().number(1 << 30).toBytes();

        assertThatThrownBy(() -> new ValueReader(value, 0, value.length).bytes())
                .isInstanceOf(UnreadableRowException.class);
        byte[] endless = new byte[20];
        Arrays.fill(endless, (byte) 0xFF);
        assertThatThrownBy(() -> new ValueReader(endless, 0, endless.length).number())
                .isInstanceOf(UnreadableRowException.class);
    }

    /** Short texts over an alphabet that is mostly trouble. */
    private String randomText() {
        var text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> 0;
                        case 1 -> 1;
                        case 2 -> 0xFF;
                        case 3 -> 0xFFFF;
                        case 4 -> 0x1F600 + random.nextInt(20);
                        default -> 'a' + random.nextInt(3);
                    });
        }
        return text.toString();
    }
}
