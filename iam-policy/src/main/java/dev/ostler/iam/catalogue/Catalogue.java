// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What exists to be allowed: the data files {@code types} (resource type and verb to permissions), {@code operations}
 * (operation to requirement) and {@code variables} (which operations supply what to conditions). Immutable.
 */
public final class Catalogue {
    private final Switches switches;
    private final Map<String, ResourceType> types;
    private final Set<Permission> permissions;
    private final Set<String> elsewhere;
    private final Map<String, Row> operations;
    private final Map<String, Carriers> variables;

    /** An operation of the data file. */
    private record Row(Requirement requirement, OperationGroup group, String source, Optional<String> choice) {}

    /** Operations that supply the same variables. */
    private record OperationGroup(String name, String why) {}

    /** The groups whose operations supply a variable. */
    private record Carriers(Set<String> groups) {}

    private Catalogue(
            Switches switches,
            Map<String, ResourceType> types,
            Set<Permission> permissions,
            Set<String> elsewhere,
            Map<String, Row> operations,
            Map<String, Carriers> variables) {
        this.switches = switches;
        this.types = types;
        this.permissions = Set.copyOf(permissions);
        this.elsewhere = Set.copyOf(elsewhere);
        this.operations = operations;
        this.variables = variables;
    }

    /** Reads the data files, with Ostler's choices where OCI's documents contradict each other. */
    public static Catalogue load() {
        return load(Switches.DEFAULTS);
    }

    public static Catalogue load(Switches switches) {
        return of(
                DataFile.read("types", switches),
                DataFile.read("variables", switches),
                DataFile.read("operations", switches),
                switches);
    }

    static Catalogue of(DataFile typeFile, DataFile variableFile, DataFile operationFile, Switches switches) {
        var types = new TreeMap<String, ResourceType>();
        var elsewhere = new HashSet<String>();
        Set<Permission> permissions = readTypes(typeFile, types, elsewhere);
        var groups = new HashMap<String, OperationGroup>();
        Map<String, Carriers> variables = readVariables(variableFile, groups);
        Map<String, Row> operations = readOperations(operationFile, permissions, groups);
        return new Catalogue(switches, types, permissions, elsewhere, operations, variables);
    }

    private static Set<Permission> readTypes(DataFile file, Map<String, ResourceType> types, Set<String> elsewhere) {
        var permissions = new HashSet<Permission>();
        var adds = new HashMap<String, Map<Verb, Set<Permission>>>();
        for (DataFile.Row row : file.rows()) {
            switch (row.column(0)) {
                case "type" -> {
                    row.source(4);
                    if (row.counts(5)) {
                        Set<Permission> added = permissions(row.column(3), ' ');
                        permissions.addAll(added);
                        adds.computeIfAbsent(row.column(1), _ -> new EnumMap<>(Verb.class))
                                .computeIfAbsent(verb(row), _ -> new HashSet<>())
                                .addAll(added);
                    }
                }
                case "family" -> row.source(3);
                case "elsewhere" -> {
                    elsewhere.addAll(DataFile.parts(row.column(1), ' '));
                    row.source(2);
                }
                default -> throw row.refused("is neither a type, nor a family, nor a source");
            }
        }
        adds.forEach((name, added) -> types.put(name, new ResourceType(name, added, false)));
        List<ResourceType> individual = List.copyOf(types.values());
        for (DataFile.Row row : file.rows()) {
            if (row.column(0).equals("family")) {
                types.put(row.column(1), ResourceType.of(row.column(1), members(row, types), false));
            }
        }
        types.put(ResourceType.ALL_RESOURCES, ResourceType.of(ResourceType.ALL_RESOURCES, individual, true));
        return permissions;
    }

    private static List<ResourceType> members(DataFile.Row row, Map<String, ResourceType> types) {
        var members = new ArrayList<ResourceType>();
        for (String member : DataFile.parts(row.column(2), ' ')) {
            ResourceType type = types.get(member);
            if (type == null) {
                throw row.refused("names the unknown type " + member);
            }
            members.add(type);
        }
        return members;
    }

    private static Verb verb(DataFile.Row row) {
        return switch (row.column(2)) {
            case "inspect" -> Verb.INSPECT;
            case "read" -> Verb.READ;
            case "use" -> Verb.USE;
            case "manage" -> Verb.MANAGE;
            default -> throw row.refused("names the unknown verb " + row.column(2));
        };
    }

    private static Map<String, Carriers> readVariables(DataFile file, Map<String, OperationGroup> groups) {
        var variables = new HashMap<String, Carriers>();
        for (DataFile.Row row : file.rows()) {
            switch (row.column(0)) {
                case "group" -> groups.put(row.column(1), new OperationGroup(row.column(1), row.column(2)));
                case "variable" -> {
                    row.source(3);
                    if (row.counts(4)) {
                        var carriers = new HashSet<String>();
                        for (String group : names(row.column(2), ' ')) {
                            if (!groups.containsKey(group)) {
                                throw row.refused("names the unknown group " + group);
                            }
                            carriers.add(group);
                        }
                        variables.put(row.column(1), new Carriers(carriers));
                    }
                }
                default -> throw row.refused("is neither a group, nor a variable, nor a source");
            }
        }
        return variables;
    }

    private static Map<String, Row> readOperations(
            DataFile file, Set<Permission> permissions, Map<String, OperationGroup> groups) {
        var operations = new HashMap<String, Row>();
        for (DataFile.Row row : file.rows()) {
            OperationGroup group = groups.get(row.column(2));
            if (group == null) {
                throw row.refused("names the unknown group " + row.column(2));
            }
            Requirement requirement = requirement(row, permissions);
            String source = row.source(3);
            if (row.counts(4)
                    && operations.put(row.column(0), new Row(requirement, group, source, row.choice(4))) != null) {
                throw row.refused("is the second one for " + row.column(0));
            }
        }
        return operations;
    }

    /** {@code *} is what manage all-resources gives. */
    private static Requirement requirement(DataFile.Row row, Set<Permission> known) {
        if (row.column(1).equals("*")) {
            return new Requirement(List.of(known));
        }
        var alternatives = new ArrayList<Set<Permission>>(2);
        for (String alternative : DataFile.parts(row.column(1), '|')) {
            Set<Permission> together = permissions(alternative, '+');
            for (Permission permission : together) {
                if (!known.contains(permission)) {
                    throw row.refused("names the permission " + permission + ", which no resource type has");
                }
            }
            alternatives.add(together);
        }
        return new Requirement(alternatives);
    }

    private static Set<Permission> permissions(String column, char separator) {
        var permissions = new HashSet<Permission>();
        for (String name : names(column, separator)) {
            permissions.add(new Permission(name));
        }
        return permissions;
    }

    /** None for {@code -}. */
    private static List<String> names(String column, char separator) {
        return column.equals("-") ? List.of() : DataFile.parts(column, separator);
    }

    /** The choices that it was read with. */
    public Switches switches() {
        return switches;
    }

    /**
     * What an operation needs. A second resource that the operation touches has a row of its own, such as
     * {@code CopyObject:source}.
     *
     * @throws IllegalArgumentException for an operation that the catalogue does not have
     */
    public Requirement requirementOf(String nativeOperation) {
        Row row = operations.get(nativeOperation);
        if (row == null) {
            throw new IllegalArgumentException("the catalogue has no operation " + nativeOperation);
        }
        return row.requirement;
    }

    public boolean hasOperation(String nativeOperation) {
        return operations.containsKey(nativeOperation);
    }

    public Set<String> operations() {
        return Collections.unmodifiableSet(operations.keySet());
    }

    /** The operation's group in the data file {@code variables}, such as {@code list-objects}: what it is about. */
    public Optional<String> groupOf(String nativeOperation) {
        return Optional.ofNullable(operations.get(nativeOperation)).map(row -> row.group.name);
    }

    /** The document that says what an operation needs; empty for an operation that the catalogue does not have. */
    public Optional<String> sourceOf(String nativeOperation) {
        return Optional.ofNullable(operations.get(nativeOperation)).map(Row::source);
    }

    /** The choice that the row of an operation rests on, if its documents contradict each other. */
    public Optional<Switches.Choice> choiceBehind(String nativeOperation) {
        return Optional.ofNullable(operations.get(nativeOperation))
                .flatMap(Row::choice)
                .flatMap(text -> switches.choices().stream()
                        .filter(choice -> choice.text().equals(text))
                        .findFirst());
    }

    /** Individual types, families and all-resources; case does not matter. */
    public Optional<ResourceType> type(String name) {
        return Optional.ofNullable(types.get(name.toLowerCase(Locale.ROOT)));
    }

    /** In the order of their names. */
    public Set<String> types() {
        return Collections.unmodifiableSet(types.keySet());
    }

    /** Types of OCI's other services, which give nothing here. Not all of them. */
    public Set<String> typesElsewhere() {
        return elsewhere;
    }

    /** The individual type that has a permission. */
    public Optional<String> typeOf(Permission permission) {
        return types.values().stream()
                .filter(it -> it.permissions().contains(permission))
                .min(Comparator.comparingInt(it -> it.permissions().size()))
                .map(ResourceType::name);
    }

    /** The permissions of all types. */
    public Set<Permission> permissions() {
        return permissions;
    }

    /**
     * Says why requests of an operation never supply a variable; empty when they may. Operations that the catalogue does
     * not have may supply anything.
     *
     * @param variable as OCI spells it
     */
    public Optional<String> whyNotCarried(String nativeOperation, String variable) {
        Row row = operations.get(nativeOperation);
        Carriers carriers = carriersOf(variable);
        if (row == null || carriers == null || carriers.groups.contains(row.group.name)) {
            return Optional.empty();
        }
        return Optional.of(row.group.why);
    }

    private @Nullable Carriers carriersOf(String variable) {
        Carriers exact = variables.get(variable);
        int tag = variable.indexOf("tag.");
        return exact != null || tag < 0 ? exact : variables.get(variable.substring(0, tag + 4));
    }
}
