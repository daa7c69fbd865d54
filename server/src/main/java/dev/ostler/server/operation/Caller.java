// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.decision.Principal;
import java.util.Set;

/** Who sends a request, as far as it is proven. */
public sealed interface Caller {
    /** For messages: never a secret. */
    String displayName();

    /** A user who signed with one of their keys. */
    record User(String userId, String name, String tenancyId, String namespace, Set<String> groups, String accessKeyId)
            implements Caller {
        public User {
            groups = Set.copyOf(groups);
        }

        @Override
        public String displayName() {
            return name;
        }
    }

    /** The server itself, at work for its owner: nobody can sign as it. */
    record Server(String task) implements Caller {
        @Override
        public String displayName() {
            return "ostler (" + task + ")";
        }
    }

    /**
     * Somebody of whom it is only asked what they might do: no request comes from them. Services and resources of the cloud
     * are among them, which cannot sign here.
     */
    record Supposed(Principal principal, String displayName) implements Caller {}

    /** Nobody in particular: the request carries no credentials. */
    record Anonymous() implements Caller {
        @Override
        public String displayName() {
            return "anonymous";
        }
    }
}
