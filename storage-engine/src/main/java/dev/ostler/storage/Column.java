// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** The column families of the index. */
enum Column {
    /** The engine's own rows; the family that RocksDB always has. */
    ENGINE("default"),
    LISTED("listed"),
    SETTINGS("settings"),
    BULKY("bulky"),
    /** Small bodies by blob id: CRC32C (four bytes), then the bytes. */
    BODIES("bodies");

    private final String storedName;

    Column(String storedName) {
        this.storedName = storedName;
    }

    String storedName() {
        return storedName;
    }

    static Column of(Table<?, ?> table) {
        return switch (table.family()) {
            case LISTED -> LISTED;
            case SETTINGS -> SETTINGS;
            case BULKY -> BULKY;
        };
    }
}
