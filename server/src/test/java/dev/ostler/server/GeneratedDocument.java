// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A document under {@code docs/} that is printed from the code.
 *
 * @param name {@code operations.md}
 */
record GeneratedDocument(String name) {
    private static final boolean WRITE = Boolean.getBoolean("ostler.docs.write");

    /** The folder of the whole project: the tests of a module start in the module's own. */
    static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        return Files.exists(folder.resolve("LICENSE"))
                ? folder
                : folder.resolve("..").normalize();
    }

    /** Fails unless the document says this; writes it anew instead when {@code ostler.docs.write} is set. */
    void says(String wanted) throws IOException {
        Path file = home().resolve("docs").resolve(name);
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, wanted);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/%s no longer says what the code does. Write it anew:  ./build docs", name)
                .isEqualTo(wanted);
    }

    /** A row of a table. A bar within a cell would begin another. */
    static String row(String... cells) {
        StringBuilder row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell.replace("|", "\\|")).append(" |");
        }
        return row.append('\n').toString();
    }

    /** The line under a table's head. */
    static String rule(int columns) {
        return "|" + "---|".repeat(columns) + "\n";
    }
}
