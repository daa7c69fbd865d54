// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signing keys by secret and scope, the most recently used ones. Thread-safe. A changed secret is another key: it never
 * meets what the old one left here.
 */
public final class SigningKeys {
    static final int MAX_KEPT = 1024;

    private record Name(String secret, CredentialScope scope) {
        @Override
        public String toString() {
            return "signing key of " + scope;
        }
    }

    private final Map<Name, SigningKey> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, SigningKey> eldest) {
            return size() > MAX_KEPT;
        }
    };

    SigningKey get(AccessKey key, CredentialScope scope) {
        Name name = new Name(key.secret(), scope);
        synchronized (kept) {
            SigningKey known = kept.get(name);
            if (known != null) {
                return known;
            }
        }
        // Outside the lock: two threads may derive the same key once.
        SigningKey derived = SigningKey.derive(key.secret(), scope);
        synchronized (kept) {
            kept.put(name, derived);
        }
        return derived;
    }

    int size() {
        synchronized (kept) {
            return kept.size();
        }
    }
}
