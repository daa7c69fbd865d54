// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.cases;

import dev.ostler.iam.cases.LanguageCase.CasePolicy;
import dev.ostler.iam.cases.LanguageCase.Check;
import dev.ostler.iam.cases.LanguageCase.Outcome;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a case of a JSON object that any parser has turned into maps, lists and texts. Statements are attached to the root
 * of the tenancy {@code home}, and callers and requests belong to it, unless the case says otherwise.
 */
final class CaseReader {
    private static final String HOME = "home";

    private final Map<String, ?> json;

    CaseReader(Map<String, ?> json) {
        this.json = json;
    }

    LanguageCase read() {
        Map<String, ?> request = object(json, "request");
        return new LanguageCase(
                text(json, "id", ""),
                policies(),
                caller(object(json, "principal")),
                checks(request),
                outcome(text(json, "expect", "")),
                text(json, "why", ""));
    }

    private List<CasePolicy> policies() {
        var policies = new ArrayList<CasePolicy>();
        if (json.containsKey("statements")) {
            policies.add(policy(json));
        }
        for (Object policy : list(json, "policies")) {
            policies.add(policy(asObject(policy, "policies")));
        }
        return policies;
    }

    private static CasePolicy policy(Map<String, ?> policy) {
        return new CasePolicy(
                text(policy, "tenancy", HOME), text(policy, "attachedTo", CaseWorld.ROOT), texts(policy, "statements"));
    }

    private static Optional<Principal> caller(Map<String, ?> principal) {
        String type = text(principal, "type", "user");
        String id = text(principal, "id", "");
        String name = text(principal, "name", "");
        String tenancy = text(principal, "tenancy", HOME);
        String tenancyId = CaseWorld.tenancyId(tenancy);
        return switch (type) {
            case "anonymous" -> Optional.empty();
            case "user" -> Optional.of(new Principal.User(id, name, tenancyId, groupIds(principal)));
            case "service" -> Optional.of(new Principal.Service(name, tenancyId));
            default -> {
                String compartment = text(principal, "compartment", "");
                Set<String> dynamicGroupIds = texts(principal, "dynamicGroups").stream()
                        .map(CaseWorld::dynamicGroupId)
                        .collect(Collectors.toSet());
                yield Optional.of(new Principal.Resource(
                        type,
                        id,
                        tenancyId,
                        compartment.isEmpty() ? "" : CaseWorld.compartmentId(tenancy, compartment),
                        dynamicGroupIds,
                        Map.of()));
            }
        };
    }

    private static Set<String> groupIds(Map<String, ?> principal) {
        return texts(principal, "groups").stream().map(CaseWorld::groupId).collect(Collectors.toSet());
    }

    private static List<Check> checks(Map<String, ?> request) {
        var checks = new ArrayList<Check>();
        for (Object check : list(request, "checks")) {
            var whole = new HashMap<String, Object>(request);
            whole.putAll(asObject(check, "checks"));
            checks.add(check(whole));
        }
        return request.containsKey("checks") ? checks : List.of(check(request));
    }

    private static Check check(Map<String, ?> request) {
        var variables = new HashMap<Variable, Value>();
        object(request, "variables").forEach((name, value) -> variables.put(Variable.of(name), value(value)));
        return new Check(
                text(request, "tenancy", HOME),
                text(request, "compartment", CaseWorld.ROOT),
                text(request, "operation", ""),
                requirement(request),
                variables);
    }

    private static Requirement requirement(Map<String, ?> request) {
        var alternatives = new ArrayList<Set<Permission>>();
        for (Object alternative : list(request, "permissions")) {
            if (!(alternative instanceof List<?> together)) {
                throw new IllegalArgumentException("permissions is not a list of lists");
            }
            var permissions = new HashSet<Permission>();
            together.forEach(name -> permissions.add(Permission.of(String.valueOf(name))));
            alternatives.add(permissions);
        }
        return new Requirement(alternatives);
    }

    private static Value value(@Nullable Object json) {
        return json instanceof List<?> list
                ? new Value.Texts(list.stream().map(String::valueOf).toList())
                : new Value.Text(String.valueOf(json));
    }

    private static Outcome outcome(String text) {
        return Arrays.stream(Outcome.values())
                .filter(it -> it.text().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("expect is `" + text + "`, not allow, deny or parse-error"));
    }

    private static String text(Map<String, ?> object, String key, String otherwise) {
        Object value = object.get(key);
        return value == null ? otherwise : String.valueOf(value);
    }

    private static List<String> texts(Map<String, ?> object, String key) {
        return list(object, key).stream().map(String::valueOf).toList();
    }

    private static List<?> list(Map<String, ?> object, String key) {
        Object value = object.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(key + " is not a list");
    }

    private static Map<String, ?> object(Map<String, ?> object, String key) {
        Object value = object.get(key);
        return value == null ? Map.of() : asObject(value, key);
    }

    private static Map<String, ?> asObject(@Nullable Object value, String key) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(key + " is not an object");
        }
        var object = new HashMap<String, Object>();
        map.forEach((name, it) -> {
            if (it != null) {
                object.put(String.valueOf(name), it);
            }
        });
        return object;
    }
}
