// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/** Users whom policies name together. */
public record Group(String id, String tenancyId, String name, Details details) implements Row {
    /** The group that every tenancy begins with. */
    public static final String ADMINISTRATORS = "Administrators";

    Group withDetails(Details other) {
        return new Group(id, tenancyId, name, other);
    }

    Group withName(String other) {
        return new Group(id, tenancyId, other, details);
    }

    boolean isAdministrators() {
        return name.equals(ADMINISTRATORS);
    }

    @Override
    public String ownerId() {
        return tenancyId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<Group> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(Group row, ValueWriter out) {
            out.version(1).text(row.id).text(row.tenancyId).text(row.name);
            row.details.write(out);
        }

        @Override
        public Group read(ValueReader in) {
            in.version(1);
            return new Group(in.text(), in.text(), in.text(), Details.read(in));
        }
    };
}
