// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words that statements can use here, so that the parser can tell a misspelling from a thing of another service.
 *
 * @param types resource types and families that grant something here
 * @param typesElsewhere types of OCI's other services, which grant nothing here
 * @param permissions in upper case
 * @param variables in OCI's spelling
 * @param variablePrefixes of variables with a part of the user's making: {@code target.bucket.tag.}
 */
public record Vocabulary(
        Set<String> types,
        Set<String> typesElsewhere,
        Set<String> permissions,
        Set<String> variables,
        List<String> variablePrefixes) {
    /** Knows no word, so that every word will do. */
    public static final Vocabulary NONE = new Vocabulary(Set.of(), Set.of(), Set.of(), Set.of(), List.of());

    public Vocabulary {
        types = Set.copyOf(types);
        typesElsewhere = Set.copyOf(typesElsewhere);
        permissions = Set.copyOf(permissions);
        variables = Set.copyOf(variables);
        variablePrefixes = List.copyOf(variablePrefixes);
    }

    boolean hasType(String word) {
        return types.contains(word.toLowerCase(Locale.ROOT));
    }

    boolean hasTypeElsewhere(String word) {
        return typesElsewhere.contains(word.toLowerCase(Locale.ROOT));
    }

    boolean hasPermission(String word) {
        return permissions.contains(word.toUpperCase(Locale.ROOT));
    }

    boolean hasVariable(String word) {
        return variables.stream().anyMatch(word::equalsIgnoreCase)
                || variablePrefixes.stream()
                        .anyMatch(prefix -> word.regionMatches(true, 0, prefix, 0, prefix.length()));
    }
}
