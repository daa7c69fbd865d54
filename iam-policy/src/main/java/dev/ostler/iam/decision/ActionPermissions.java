// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.ResourceType;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the action of a statement comes to: the permissions that it gives or takes. */
public final class ActionPermissions {
    private ActionPermissions() {}

    /**
     * A list of permissions is taken as it is; with a type, as far as the type has them: assumed. A verb of a deny statement
     * takes its own permissions and all greater ones. Source: OCI documentation, "Deny Policies".
     */
    public static Set<Permission> of(Action action, Effect effect, Catalogue catalogue) {
        return switch (action) {
            case Action.VerbOnType on ->
                catalogue
                        .type(on.type().text())
                        .map(type -> effect == Effect.DENY
                                ? type.takenBy(on.verb().verb())
                                : type.givenBy(on.verb().verb()))
                        .orElse(Set.of());
            case Action.Permissions list -> {
                var permissions = new HashSet<Permission>();
                list.permissions().forEach(name -> permissions.add(Permission.of(name.text())));
                list.type().ifPresent(name -> keepThoseOf(catalogue.type(name.text()), permissions));
                yield Set.copyOf(permissions);
            }
        };
    }

    private static void keepThoseOf(Optional<ResourceType> type, Set<Permission> permissions) {
        if (type.isEmpty()) {
            permissions.clear();
        } else if (!type.get().everything()) {
            permissions.retainAll(type.get().permissions());
        }
    }
}
