// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/**
 * A customer of the cloud: owns one namespace.
 *
 * @param id also the id of its root compartment
 * @param denyStatements whether its policies may deny; never taken back
 */
public record Tenancy(String id, String namespace, String homeRegion, boolean denyStatements, Details details)
        implements Row {
    /** Tenancies belong to nobody. */
    static final String NOBODY = "";

    /** The tenancy of a namespace as it comes into being, with the identifier that follows from it. */
    public static Tenancy named(String namespace, String homeRegion) {
        String id = Ocids.derived(Kind.TENANCY.inOcids(), namespace, 0);
        return new Tenancy(id, namespace, homeRegion, false, new Details("", Tags.NONE, 0));
    }

    Tenancy withHomeRegion(String region) {
        return new Tenancy(id, namespace, region, denyStatements, details);
    }

    Tenancy withDenyStatements() {
        return new Tenancy(id, namespace, homeRegion, true, details);
    }

    Tenancy withDetails(Details other) {
        return new Tenancy(id, namespace, homeRegion, denyStatements, other);
    }

    @Override
    public String ownerId() {
        return NOBODY;
    }

    @Override
    public String label() {
        return namespace;
    }

    static final Table.ValueCodec<Tenancy> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(Tenancy row, ValueWriter out) {
            out.version(1).text(row.id).text(row.namespace).text(row.homeRegion).bool(row.denyStatements);
            row.details.write(out);
        }

        @Override
        public Tenancy read(ValueReader in) {
            in.version(1);
            return new Tenancy(in.text(), in.text(), in.text(), in.bool(), Details.read(in));
        }
    };
}
