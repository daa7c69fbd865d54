// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.lint;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Subject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds names that are right but for their case. */
final class NamesInOtherCase {
    private NamesInOtherCase() {}

    static void find(Ruling ruling, KnownNames names, Linter.Findings findings) {
        if (!(ruling.written().statement() instanceof Statement.Grant grant)) {
            return;
        }
        switch (grant.subject()) {
            case Subject.Groups groups -> find(ruling, groups.groups(), names.groups(), "group", findings);
            case Subject.DynamicGroups groups ->
                find(ruling, groups.groups(), names.dynamicGroups(), "dynamic group", findings);
            case Subject.AnyUser _, Subject.AnyGroup _, Subject.Services _ -> {}
        }
        if (grant.location() instanceof Location.CompartmentPath path) {
            path.segments().forEach(name -> find(ruling, name, names.compartments(), "compartment", findings));
        }
    }

    private static void find(
            Ruling ruling, List<PrincipalRef> references, Set<String> known, String thing, Linter.Findings findings) {
        for (PrincipalRef reference : references) {
            if (reference instanceof PrincipalRef.ByName byName
                    && byName.domain().isEmpty()) {
                find(ruling, byName.name(), known, thing, findings);
            }
        }
    }

    private static void find(Ruling ruling, Name name, Set<String> known, String thing, Linter.Findings findings) {
        if (known.contains(name.text())) {
            return;
        }
        known.stream()
                .filter(name.text()::equalsIgnoreCase)
                .sorted()
                .findFirst()
                .ifPresent(meant -> {
                    String written = ruling.textOf(name.span());
                    String instead = name.quoted() ? "'" + meant + "'" : meant;
                    findings.add(
                            Lint.NAME_IN_OTHER_CASE,
                            name.span(),
                            "the " + thing + " is spelled " + meant
                                    + "; it is found, but a reader who searches for it misses " + written,
                            Optional.of(new Fix(name.span(), instead)));
                });
    }
}
