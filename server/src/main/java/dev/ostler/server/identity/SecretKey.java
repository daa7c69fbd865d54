// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/**
 * A customer secret key with its user. The secret is for signatures and for the answer that made it; no other answer
 * shows it.
 *
 * @param ofServer whether it is the key that the server was started with, which another start may replace
 */
public record SecretKey(
        CustomerSecretKey key, String userId, String displayName, boolean ofServer, long createdAtMillis)
        implements Row {
    boolean isSameAs(SecretKey other) {
        return key.equals(other.key) && userId.equals(other.userId);
    }

    SecretKey withDisplayName(String other) {
        return new SecretKey(key, userId, other, ofServer, createdAtMillis);
    }

    @Override
    public String id() {
        return key.id();
    }

    @Override
    public String ownerId() {
        return userId;
    }

    @Override
    public String label() {
        return key.id();
    }

    static final Table.ValueCodec<SecretKey> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(SecretKey row, ValueWriter out) {
            out.version(1)
                    .text(row.key.id())
                    .text(row.key.secret())
                    .text(row.userId)
                    .text(row.displayName)
                    .bool(row.ofServer)
                    .number(row.createdAtMillis);
        }

        @Override
        public SecretKey read(ValueReader in) {
            in.version(1);
            return new SecretKey(
                    new CustomerSecretKey(in.text(), in.text()), in.text(), in.text(), in.bool(), in.number());
        }
    };
}
