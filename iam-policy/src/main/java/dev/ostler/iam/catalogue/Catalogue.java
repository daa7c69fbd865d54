// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which permissions each operation needs: the data file {@code operations}, a row an operation. Immutable. */
public final class Catalogue {
    private static final String FILE = "operations";

    private final Map<String, Requirement> requirements;

    private Catalogue(Map<String, Requirement> requirements) {
        this.requirements = Map.copyOf(requirements);
    }

    /** Reads the data file. */
    public static Catalogue load() {
        try (InputStream file = Catalogue.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the catalogue's data file is missing");
            }
            return parse(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Catalogue parse(BufferedReader file) {
        Map<String, Requirement> requirements = new HashMap<>();
        file.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            String[] columns = line.strip().split("\\s{2,}", -1);
            requirements.put(columns[0], requirement(columns[1]));
        });
        return new Catalogue(requirements);
    }

    private static Requirement requirement(String text) {
        List<Set<Permission>> alternatives = Arrays.stream(text.split("\\|", -1))
                .map(alternative -> Arrays.stream(alternative.split("\\+", -1))
                        .map(name -> Permission.of(name.strip()))
                        .collect(Collectors.toSet()))
                .toList();
        return new Requirement(alternatives);
    }

    /** Throws IllegalArgumentException for an operation that the catalogue does not have. */
    public Requirement requirementOf(String nativeOperation) {
        Requirement requirement = requirements.get(nativeOperation);
        if (requirement == null) {
            throw new IllegalArgumentException("the catalogue has no operation " + nativeOperation);
        }
        return requirement;
    }
}
