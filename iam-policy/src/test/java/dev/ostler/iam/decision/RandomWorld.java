// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.cases.CaseWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Policies, callers and requests made up so that they meet often enough: few names, few values, every form of statement. */
final class RandomWorld {
    static final List<String> COMPARTMENTS = List.of("ROOT", "A", "A:B", "A:B:C", "D", "D:B");
    static final List<String> PERMISSIONS = List.of(
            "OBJECT_INSPECT",
            "OBJECT_READ",
            "OBJECT_OVERWRITE",
            "OBJECT_CREATE",
            "OBJECT_DELETE",
            "BUCKET_INSPECT",
            "BUCKET_READ",
            "BUCKET_UPDATE",
            "BUCKET_CREATE",
            "PAR_MANAGE");

    private static final List<String> GROUPS = List.of("g1", "g2", "g3", "Administrators");
    private static final List<String> NAMES = List.of("a", "b", "A", "ab", "ä", "Ä", "σ", "Σ");
    private static final List<String> TIMES = List.of("00:30:00Z", "01:00:00Z", "12:00:00Z", "17:00:00Z", "23:59:59Z");
    private static final List<String> MOMENTS =
            List.of("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z");
    private static final List<String> SERVICES = List.of("objectstorage-us-phoenix-1", "objectstorage-us-ashburn-1");

    private final Random random;

    RandomWorld(long seed) {
        this.random = new Random(seed);
    }

    record RandomPolicy(String tenancy, String attachedTo, List<String> statements) {}

    /** @param most with many, statements are found by look-ups instead of being asked one after the other */
    List<RandomPolicy> policies(int most) {
        return many(1, most, this::policy);
    }

    private RandomPolicy policy() {
        String tenancy = oneOf("home", "home", "home", "other");
        String attachedTo = oneOf("ROOT", "ROOT", "ROOT", "A", "A:B", "D");
        var statements = new ArrayList<String>();
        statements.add("Define tenancy T as ocid1.tenancy.oc1.." + (tenancy.equals("home") ? "other" : "home"));
        statements.addAll(many(1, 9, () -> statement(attachedTo)));
        return new RandomPolicy(tenancy, attachedTo, statements);
    }

    private String statement(String attachedTo) {
        String effect = random.nextInt(4) == 0 ? "deny " : "";
        String where = random.nextInt(4) == 0 ? "" : " where " + condition(3);
        return switch (random.nextInt(8)) {
            case 0 -> effect + "endorse " + subject() + action() + " in " + scope() + where;
            case 1 -> {
                boolean anyTenancy = random.nextBoolean();
                String subject = anyTenancy ? oneOf("any-user", "any-group") : subject();
                String of = anyTenancy ? " of any-tenancy" : " of tenancy t";
                yield effect + "admit " + subject + of + action() + " in " + location(attachedTo) + where;
            }
            default ->
                (effect.isEmpty() ? "allow " : effect) + subject() + action() + " in " + location(attachedTo) + where;
        };
    }

    private String subject() {
        return switch (random.nextInt(7)) {
            case 0 -> "any-user";
            case 1 -> "any-group";
            case 2 -> "dynamic-group " + list(1, 2, () -> oneOf("d1", "D2", "g1"));
            case 3 -> "service " + list(1, 2, () -> oneOf(SERVICES));
            case 4 -> "group id ocid1.group.oc1.." + oneOf(GROUPS).toLowerCase(Locale.ROOT);
            default -> "group " + list(1, 3, () -> anyCase(oneOf(GROUPS)));
        };
    }

    private String action() {
        String type = oneOf("objects", "buckets", "object-family", "all-resources");
        String permissions = "{" + list(1, 4, () -> anyCase(oneOf(PERMISSIONS))) + "}";
        return switch (random.nextInt(5)) {
            case 0 -> " " + permissions;
            case 1 -> " to " + permissions + " " + type;
            default -> " to " + oneOf("inspect", "read", "use", "manage", "manage") + " " + type;
        };
    }

    private String location(String attachedTo) {
        boolean root = attachedTo.equals("ROOT");
        List<String> below = COMPARTMENTS.stream()
                .filter(it -> root ? !it.equals("ROOT") : it.startsWith(attachedTo + ":"))
                .toList();
        if (root && random.nextInt(3) == 0) {
            return "tenancy";
        }
        if (below.isEmpty() || (!root && random.nextInt(3) == 0)) {
            return "compartment " + anyCase(attachedTo.substring(attachedTo.lastIndexOf(':') + 1));
        }
        String path = oneOf(below);
        if (random.nextInt(3) == 0) {
            return "compartment id " + CaseWorld.compartmentId("home", path);
        }
        return "compartment " + anyCase(root ? path : path.substring(attachedTo.length() + 1));
    }

    private String scope() {
        return switch (random.nextInt(3)) {
            case 0 -> "any-tenancy";
            case 1 -> "tenancy T";
            default -> "compartment " + oneOf("A", "A:B", "D") + " of tenancy t";
        };
    }

    private String condition(int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return oneOf("any", "ALL") + " {" + list(1, 3, () -> condition(depth - 1)) + "}";
        }
        return switch (random.nextInt(14)) {
            case 0, 1 -> "target.bucket.name" + comparison(() -> "'" + oneOf(NAMES) + "'", true);
            case 2, 3, 4 -> "target.object.name" + comparison(() -> "'" + pattern() + "'", true);
            case 5 -> "request.permission" + comparison(() -> "'" + oneOf(PERMISSIONS) + "'", false);
            case 6 -> "request.operation" + comparison(() -> "'" + oneOf("GetObject", "ListObjects") + "'", true);
            case 7 -> "request.groups.id" + comparison(() -> "'ocid1.group.oc1.." + oneOf("g1", "g2") + "'", false);
            case 8 -> oneOf("!", "not ", "") + variable();
            case 9 -> "request.utc-timestamp " + oneOf("before", "after") + " '" + oneOf(MOMENTS) + "'";
            case 10 -> "request.utc-timestamp.time-of-day between '" + oneOf(TIMES) + "' and '" + oneOf(TIMES) + "'";
            case 11 ->
                oneOf("sets-intersect", "sets-equal") + "(request.networkSource.name, ("
                        + list(1, 3, () -> oneOf("'x'", "'y'", "'Z'", "request.user.name")) + "))";
            case 12 -> "target.bucket.tag.Ns.Key" + comparison(() -> oneOf("'*'", "'a'", "'a*'", "/a*/"), true);
            default -> variable() + oneOf(" = ", " != ") + variable();
        };
    }

    private String comparison(Supplier<String> quoted, boolean patterns) {
        Supplier<String> value = () -> patterns && random.nextInt(4) == 0 ? "/" + slashFree() + "/" : quoted.get();
        return switch (random.nextInt(5)) {
            case 0 -> " != " + value.get();
            case 1 -> " in (" + list(1, 3, value) + ")";
            case 2 -> " not in (" + list(1, 3, value) + ")";
            default -> " = " + value.get();
        };
    }

    private String variable() {
        return oneOf(
                "target.bucket.name",
                "target.object.name",
                "Target.Bucket.Tag.ns.key",
                "request.user.name",
                "request.networkSource.name",
                "request.principal.type",
                "target.compartment.name",
                "target.no.such");
    }

    /** At most four letters, so that trying names finds every difference. */
    private String pattern() {
        return letters(4, "a", "b", "B", "/", "*");
    }

    private String slashFree() {
        return letters(4, "a", "b", "B", "*");
    }

    private String letters(int most, String... letters) {
        return IntStream.rangeClosed(0, random.nextInt(most))
                .mapToObj(_ -> oneOf(letters))
                .collect(Collectors.joining());
    }

    /** The same question for both evaluators. */
    record RandomRequest(Principal principal, Request request, String permission, NaiveEvaluator.Asked asked) {}

    RandomRequest request() {
        NaiveEvaluator.Who who = who();
        Principal principal = principal(who);
        String tenancy = random.nextInt(4) == 0 ? "other" : "home";
        String compartment = oneOf(COMPARTMENTS);
        String permission = oneOf(PERMISSIONS);
        String operation = oneOf("GetObject", "ListObjects", "PutObject");
        var values = new HashMap<String, List<String>>();
        some(values, "target.bucket.name", () -> List.of(oneOf(NAMES)));
        some(values, "target.bucket.tag.ns.key", () -> List.of(oneOf("a", "ab", "b", "*")));
        some(values, "request.networksource.name", () -> distinct(oneOf("x", "X", "y"), oneOf("x", "z", "Y")));
        some(values, "request.utc-timestamp", () -> List.of(oneOf(MOMENTS)));
        some(values, "request.utc-timestamp.time-of-day", () -> List.of(oneOf(TIMES)));
        Optional<String> prefix = Optional.empty();
        switch (random.nextInt(4)) {
            case 0 -> prefix = Optional.of(random.nextInt(3) == 0 ? "" : letters(3, "a", "b", "/"));
            case 1 -> {}
            default -> values.put("target.object.name", List.of(letters(4, "a", "b", "A", "/")));
        }
        Map<Variable, Variables.Value> variables = variables(values, prefix);
        var request = new Request(
                principal,
                operation,
                CaseWorld.tenancyId(tenancy),
                CaseWorld.compartmentId(tenancy, compartment),
                variables::get);
        values.put("request.permission", List.of(permission));
        values.put("request.operation", List.of(operation));
        values.put("request.principal.type", List.of(who.kind()));
        values.put("target.compartment.name", List.of(compartment.substring(compartment.lastIndexOf(':') + 1)));
        if (who.kind().equals("user")) {
            values.put("request.user.name", List.of(who.name()));
            if (!who.groups().isEmpty()) {
                values.put(
                        "request.groups.id",
                        who.groups().stream()
                                .map(it -> "ocid1.group.oc1.." + it)
                                .toList());
            }
        }
        String path = compartment.equals("ROOT") ? "" : compartment.toLowerCase(Locale.ROOT);
        return new RandomRequest(
                principal,
                request,
                permission,
                new NaiveEvaluator.Asked(who, tenancy, path, permission, values, prefix));
    }

    private static Map<Variable, Variables.Value> variables(Map<String, List<String>> values, Optional<String> prefix) {
        var variables = new HashMap<Variable, Variables.Value>();
        values.forEach((name, texts) -> variables.put(
                Variable.of(name),
                texts.size() == 1 ? new Variables.Value.Text(texts.getFirst()) : new Variables.Value.Texts(texts)));
        prefix.ifPresent(it -> variables.put(Variable.Plain.TARGET_OBJECT_NAME, new Variables.Value.NamesUnder(it)));
        return variables;
    }

    private NaiveEvaluator.Who who() {
        String tenancy = random.nextInt(5) == 0 ? "other" : "home";
        return switch (random.nextInt(6)) {
            case 0 -> new NaiveEvaluator.Who("instance", tenancy, "", Set.copyOf(distinct("d1", oneOf("d2", "g1"))));
            case 1 -> new NaiveEvaluator.Who("service", tenancy, anyCase(oneOf(SERVICES)), Set.of());
            default ->
                new NaiveEvaluator.Who(
                        "user",
                        tenancy,
                        oneOf("a", "x", "ab"),
                        many(0, 3, () -> oneOf("g1", "g2", "g3", "g3", "administrators")).stream()
                                .collect(Collectors.toSet()));
        };
    }

    private static Principal principal(NaiveEvaluator.Who who) {
        String tenancyId = CaseWorld.tenancyId(who.tenancy());
        return switch (who.kind()) {
            case "user" ->
                new Principal.User(
                        "ocid1.user.oc1..u",
                        who.name(),
                        tenancyId,
                        who.groups().stream().map(CaseWorld::groupId).collect(Collectors.toSet()));
            case "service" -> new Principal.Service(who.name(), tenancyId);
            default ->
                new Principal.Resource(
                        who.kind(),
                        "ocid1.instance.oc1..i",
                        tenancyId,
                        "",
                        who.groups().stream().map(CaseWorld::dynamicGroupId).collect(Collectors.toSet()),
                        Map.of());
        };
    }

    private void some(Map<String, List<String>> values, String name, Supplier<List<String>> value) {
        if (random.nextInt(3) > 0) {
            values.put(name, value.get());
        }
    }

    private static List<String> distinct(String... values) {
        return List.copyOf(new LinkedHashSet<>(List.of(values)));
    }

    private String anyCase(String text) {
        return switch (random.nextInt(3)) {
            case 0 -> text.toUpperCase(Locale.ROOT);
            case 1 -> text.toLowerCase(Locale.ROOT);
            default -> text;
        };
    }

    private String list(int least, int most, Supplier<String> one) {
        return String.join(", ", many(least, most, one));
    }

    private <T> List<T> many(int least, int most, Supplier<T> one) {
        var all = new ArrayList<T>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            all.add(one.get());
        }
        return all;
    }

    private String oneOf(String... options) {
        return options[random.nextInt(options.length)];
    }

    private String oneOf(List<String> options) {
        return options.get(random.nextInt(options.size()));
    }
}
