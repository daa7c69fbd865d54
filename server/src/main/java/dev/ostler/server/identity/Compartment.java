// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/**
 * A part of a tenancy, or of another compartment. The root compartment is no such thing: it is its {@link Tenancy}.
 *
 * @param parentId of a compartment, or of the tenancy
 */
public record Compartment(String id, String parentId, String name, Details details) implements Row {
    Compartment withName(String other) {
        return new Compartment(id, parentId, other, details);
    }

    Compartment withParent(String other) {
        return new Compartment(id, other, name, details);
    }

    Compartment withDetails(Details other) {
        return new Compartment(id, parentId, name, other);
    }

    @Override
    public String ownerId() {
        return parentId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<Compartment> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(Compartment row, ValueWriter out) {
            out.version(1).text(row.id).text(row.parentId).text(row.name);
            row.details.write(out);
        }

        @Override
        public Compartment read(ValueReader in) {
            in.version(1);
            return new Compartment(in.text(), in.text(), in.text(), Details.read(in));
        }
    };
}
