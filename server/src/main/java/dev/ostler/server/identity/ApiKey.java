// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/** A public key whose private half signs requests to OCI's own APIs. */
public record ApiKey(PublicKeyPem key, String userId, long createdAtMillis) implements Row {
    static String idOf(String userId, String fingerprint) {
        return userId + "/" + fingerprint;
    }

    public String fingerprint() {
        return key.fingerprint();
    }

    /** What signatures call it, after the tenancy: {@code userId/fingerprint}. */
    @Override
    public String id() {
        return idOf(userId, fingerprint());
    }

    @Override
    public String ownerId() {
        return userId;
    }

    @Override
    public String label() {
        return fingerprint();
    }

    static final Table.ValueCodec<ApiKey> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(ApiKey row, ValueWriter out) {
            out.version(1)
                    .text(row.key.text())
                    .text(row.key.fingerprint())
                    .text(row.userId)
                    .number(row.createdAtMillis);
        }

        @Override
        public ApiKey read(ValueReader in) {
            in.version(1);
            return new ApiKey(new PublicKeyPem(in.text(), in.text()), in.text(), in.number());
        }
    };
}
