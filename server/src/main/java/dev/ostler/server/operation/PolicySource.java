// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The policies in force, and what they ask of the world around a request. */
public interface PolicySource {
    /** As of now. All that is decided for one request is decided by one such moment. */
    InForce inForce();

    /** One moment's policies and facts. Immutable; asked on every request. */
    interface InForce {
        PolicySet policies();

        /** The tenancy that a compartment is in. */
        String tenancyIdOf(String compartmentId);

        /** Names of the network sources that a request comes from. */
        List<String> networkSourcesOf(Caller caller, Circumstances circumstances);

        /** Values of a tag of the caller's groups or compartment, or of a compartment that is asked for. */
        List<String> tagsOf(Variable.Tag tag, Caller caller, String compartmentId);

        /** What a variable stands for when an operation is about this resource; null when it does not carry it. */
        Variables.@Nullable Value valueOf(IdentityResource resource, Variable.Plain variable);
    }
}
