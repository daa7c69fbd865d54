// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import dev.ostler.server.problem.Pending;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policies in force, and what they ask of the world around a request. */
public interface PolicySource {
    /** What is in force after a change that is saved already. */
    record Change(Pending pending, InForce then) {}

    /** As of now. All that is decided for one request is decided by one such moment. */
    InForce inForce();

    /** One moment's policies and facts. Immutable; asked on every request. */
    interface InForce {
        PolicySet policies();

        /** Identifiers of the groups that a user is in. */
        Set<String> groupIdsOf(String userId);

        /** What comes next, of all that is saved and not in force yet. */
        Optional<Change> change();

        /** The tenancy that a compartment is in. */
        String tenancyIdOf(String compartmentId);

        /** Names of the network sources that a request comes from. */
        List<String> networkSourcesOf(Caller caller, Circumstances circumstances);

        /** Values of a tag of the caller's groups or compartment, or of a compartment that is asked for. */
        List<String> tagsOf(Variable.Tag tag, Caller caller, String compartmentId);

        /** What a variable stands for when an operation is about this resource; null when it does not carry it. */
        Variables.@Nullable Value valueOf(IdentityResource resource, Variable variable, Caller caller);
    }
}
