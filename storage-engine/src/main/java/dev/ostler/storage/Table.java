// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.function.Consumer;

/**
 * A typed table: how its keys and values become bytes, and in which family of the index it lies.
 *
 * @param name for messages and tools
 * @param family tables of one family share caches and compactions
 * @param prefix the first byte of every key, unique within the family
 */
public record Table<K, V>(String name, Family family, int prefix, KeyCodec<K> keys, ValueCodec<V> values) {
    private static final int MAX_PREFIX = 254;

    /** @throws IllegalArgumentException the prefix is not 0 to 254; nothing would come after a table of prefix 255 */
    public Table {
        if (prefix < 0 || prefix > MAX_PREFIX) {
            throw new IllegalArgumentException("the prefix of table " + name + " is 0 to 254, not " + prefix);
        }
    }

    /** Column families; each costs start-up time. */
    public enum Family {
        /** Many rows, listed in order: objects, versions, uploads, parts. */
        LISTED,
        /** Few rows, read by key: buckets, identity, counts, work lists. */
        SETTINGS,
        /** Large values read by key, each once in a while: manifests. */
        BULKY
    }

    /** The bytes that all keys which {@code start} describes begin with; {@code k -> {}} means the whole table. */
    public KeyPrefix<K> prefix(Consumer<KeyWriter> start) {
        KeyWriter writer = new KeyWriter(prefix);
        start.accept(writer);
        return new KeyPrefix<>(writer.toBytes());
    }

    /** How keys become bytes that sort as the keys shall sort. */
    public interface KeyCodec<K> {
        void write(K key, KeyWriter out);

        K read(KeyReader in);
    }

    /** How values become bytes; the first byte is the codec's version. */
    public interface ValueCodec<V> {
        void write(V value, ValueWriter out);

        V read(ValueReader in);
    }
}
