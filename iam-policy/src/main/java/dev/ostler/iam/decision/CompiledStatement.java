// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.language.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its names resolved and its permissions worked out. Immutable.
 *
 * @param source what was written; its spans are in the text
 * @param gives the permissions that it is about: given by allow, taken by deny
 * @param everything it is also about permissions that the catalogue does not know
 * @param where null: always
 */
record CompiledStatement(
        StatementId id,
        String tenancyId,
        String text,
        Statement source,
        Kind kind,
        boolean deny,
        Who who,
        Set<Permission> gives,
        boolean everything,
        Place place,
        @Nullable Where where) {

    /** Which way rights go. */
    enum Kind {
        /** From a tenancy to its own principals. */
        GRANT,
        /** From a tenancy to its own principals, as far as another tenancy admits them. */
        ENDORSE,
        /** From a tenancy to principals of another, as far as that endorses them. */
        ADMIT
    }

    /** Whom it is about. */
    sealed interface Who {
        /** @param services whether services are meant, too */
        record Anyone(boolean services) implements Who {}

        record InGroup(Set<String> groupIds) implements Who {}

        record InDynamicGroup(Set<String> groupIds) implements Who {}

        /** @param names in lower case */
        record Service(Set<String> names) implements Who {}

        default boolean includes(Principal principal) {
            return switch (this) {
                case Anyone anyone -> anyone.services || !(principal instanceof Principal.Service);
                case InGroup in -> principal instanceof Principal.User user && intersect(in.groupIds, user.groupIds());
                case InDynamicGroup in ->
                    principal instanceof Principal.Resource resource
                            && intersect(in.groupIds, resource.dynamicGroupIds());
                case Service service ->
                    principal instanceof Principal.Service asking
                            && service.names.contains(asking.name().toLowerCase(Locale.ROOT));
            };
        }

        private static boolean intersect(Set<String> some, Set<String> others) {
            for (String one : some) {
                if (others.contains(one)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Where it holds.
     *
     * @param tenancyId of an admit statement: whose principals it admits; of an endorse statement: where they may go; null:
     *     any
     * @param compartmentId with everything below it; a tenancy's own identifier stands for all of it; null: anywhere
     */
    record Place(@Nullable String tenancyId, @Nullable String compartmentId) {}

    boolean isAbout(Permission permission, Set<Permission> catalogued) {
        return gives.contains(permission) || (everything && !catalogued.contains(permission));
    }

    Decision.Ground.Statement ground() {
        return new Decision.Ground.Statement(id, source.span());
    }

    /** Whether it is about the place that is asked for, its tenancies among that. */
    boolean covers(Request request, List<String> path) {
        String otherTenancyId = switch (kind) {
            case GRANT, ENDORSE -> request.tenancyId();
            case ADMIT -> request.principal().tenancyId();
        };
        return (place.tenancyId == null || place.tenancyId.equals(otherTenancyId))
                && (place.compartmentId == null || path.contains(place.compartmentId));
    }

    /**
     * Whether it gives or takes the permission that is asked for, if it is about that. Most statements that are asked are
     * about the caller and the place, so their conditions come first.
     */
    boolean holds(Question question) {
        return (where == null || where.evaluate(question) == Truth.TRUE)
                && who.includes(question.request().principal())
                && covers(question.request(), question.path());
    }
}
