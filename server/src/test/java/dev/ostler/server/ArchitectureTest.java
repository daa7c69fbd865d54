// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom, on the level of packages. Reads class files: a type that nobody imports by name counts too. */
class ArchitectureTest {
    private static final String SERVER = "dev.ostler.server";
    private static final Set<String> DOMAIN = Set.of("identity", "objectstorage");

    /** The table of the rooms: what each package of the server may use besides itself. The root may use everything. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("http", Set.of()),
            Map.entry("problem", Set.of("iam")),
            Map.entry("operation", Set.of("http", "problem", "iam")),
            Map.entry("form", Set.of("problem")),
            Map.entry("identity", Set.of("problem", "operation", "storage", "iam")),
            Map.entry("objectstorage", Set.of("problem", "operation", "storage", "iam")),
            Map.entry("bootstrap", with(DOMAIN, "operation", "problem", "iam")),
            Map.entry("api.s3", with(DOMAIN, "operation", "http", "form", "problem", "sigv4", "iam")),
            Map.entry("api.oci", with(DOMAIN, "operation", "http", "problem", "iam")),
            Map.entry("simulation", with(DOMAIN, "bootstrap", "operation", "problem", "iam")),
            Map.entry(
                    "api.control",
                    with(DOMAIN, "bootstrap", "simulation", "operation", "http", "form", "problem", "iam")));

    /** Libraries that have one home, with the rooms that are it; the empty name is the root. */
    private static final Map<String, Set<String>> LIBRARY_HOMES = Map.of(
            "io.netty.", Set.of("http"),
            "picocli.", Set.of(""),
            "org.rocksdb.", Set.of("storage"),
            "ch.qos.logback.", Set.of(""),
            "org.yaml.snakeyaml.", Set.of("bootstrap"),
            "com.fasterxml.", Set.of("", "api.control", "api.oci", "api.s3"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ostler");

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        List<String> forbidden = dependencies()
                .filter(edge -> !room(edge.getTargetClass()).isEmpty())
                .filter(edge -> {
                    Set<String> allowed = MAY_USE.get(room(edge.getOriginClass()));
                    String target = room(edge.getTargetClass());
                    return allowed != null && !allowed.contains(target) && !target.equals(room(edge.getOriginClass()));
                })
                .map(ArchitectureTest::describe)
                .distinct()
                .toList();

        assertThat(forbidden).isEmpty();
    }

    @Test
    void noPackageUsesTheRoot() {
        List<String> forbidden = dependencies()
                .filter(edge -> edge.getTargetClass().getPackageName().equals(SERVER))
                .filter(edge -> !edge.getOriginClass().getPackageName().equals(SERVER))
                .map(ArchitectureTest::describe)
                .distinct()
                .toList();

        assertThat(forbidden).isEmpty();
    }

    /** picocli makes every command at each start, whichever is called; a field of databind costs a tenth of a second then. */
    @Test
    void commandsHoldNoFieldOfDatabind() {
        List<String> fields = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith("picocli.CommandLine$Command"))
                .flatMap(type -> type.getAllFields().stream())
                .filter(field -> field.getRawType().getPackageName().startsWith("com.fasterxml.jackson.databind"))
                .map(field -> field.getFullName())
                .toList();

        assertThat(fields).isEmpty();
    }

    @Test
    void librariesAreUsedInTheirHomeAlone() {
        List<String> forbidden = dependencies()
                .filter(edge -> LIBRARY_HOMES.entrySet().stream()
                        .anyMatch(library -> edge.getTargetClass().getName().startsWith(library.getKey())
                                && !library.getValue().contains(room(edge.getOriginClass()))))
                .map(ArchitectureTest::describe)
                .distinct()
                .toList();

        assertThat(forbidden).isEmpty();
    }

    @Test
    void everyPackageOfTheServerIsInTheTable() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith(SERVER + "."))
                .forEach(type -> rooms.add(room(type)));

        assertThat(MAY_USE.keySet()).containsAll(rooms);
        assertThat(rooms).contains("http", "operation", "objectstorage", "api.s3");
    }

    private static String describe(Dependency edge) {
        return edge.getOriginClass().getName() + " uses "
                + edge.getTargetClass().getName();
    }

    private static Stream<Dependency> dependencies() {
        return CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    /** {@code api.s3} for a class of the server, {@code storage} for one of a library of ours, else empty. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (name.startsWith(SERVER + ".")) {
            return name.substring(SERVER.length() + 1);
        }
        if (name.startsWith("dev.ostler.") && !name.equals(SERVER)) {
            return name.split("\\.", -1)[2];
        }
        return "";
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
