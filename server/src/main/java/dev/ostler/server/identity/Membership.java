// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/** A user in a group. */
public record Membership(String id, String groupId, String userId, long createdAtMillis) implements Row {
    @Override
    public String ownerId() {
        return userId;
    }

    @Override
    public String label() {
        return groupId;
    }

    static final Table.ValueCodec<Membership> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(Membership row, ValueWriter out) {
            out.version(1).text(row.id).text(row.groupId).text(row.userId).number(row.createdAtMillis);
        }

        @Override
        public Membership read(ValueReader in) {
            in.version(1);
            return new Membership(in.text(), in.text(), in.text(), in.number());
        }
    };
}
