// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.language.Span;
import java.util.List;
import java.util.function.Supplier;

/** What policies say about one permission. */
public sealed interface Decision {
    /** The permission that was asked for. */
    Permission permission();

    record Allowed(Permission permission, Ground by) implements Decision {}

    /**
     * @param missing the permission that was asked for
     * @param reasons worked out when somebody wants to know, from the policies as they were
     */
    record Denied(Permission missing, Supplier<Reasons> reasons) implements Decision {
        /** A refusal that no policy had a part in. */
        public Denied(Permission missing) {
            this(missing, () -> Reasons.NONE);
        }

        @Override
        public Permission permission() {
            return missing;
        }

        /** How far each statement came, the nearest first. */
        public List<Finding> findings() {
            return reasons.get().findings();
        }
    }

    /** What a permission was given by. */
    sealed interface Ground {
        record Statement(StatementId id, Span span) implements Ground {}

        /** Two statements of two tenancies that agree. */
        record Agreement(Statement endorse, Statement admit) implements Ground {}

        /** Something that is no policy: {@code public bucket}. */
        record Named(String name) implements Ground {}
    }
}
