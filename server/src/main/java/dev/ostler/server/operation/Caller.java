// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

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

    /** Nobody in particular: the request carries no credentials. */
    record Anonymous() implements Caller {
        @Override
        public String displayName() {
            return "anonymous";
        }
    }
}
