// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/** Addresses that policies speak of by one name. */
public record DeclaredNetworkSource(
        Place place,
        Text name,
        Optional<Text> id,
        Optional<Text> description,
        Optional<List<Text>> publicSourceList,
        Optional<List<VirtualSource>> virtualSourceList,
        Optional<List<Text>> services,
        DeclaredTags tags) {
    /** Addresses within one VCN. */
    public record VirtualSource(Text vcnId, List<Text> ipRanges) {
        private static final Field<Text> VCN_ID = Field.required("vcnId", Kind.text("an OCID"), "The VCN's OCID.");
        private static final Field<List<Text>> IP_RANGES =
                Field.required("ipRanges", ranges(), "Addresses and CIDRs within it.");

        static final Shape<VirtualSource> SHAPE = Shape.named("a virtual source", "Addresses within one VCN.")
                .with(VCN_ID, IP_RANGES)
                .builtBy(values -> new VirtualSource(values.of(VCN_ID), values.of(IP_RANGES)));
    }

    private static final Field<Text> NAME = Field.required("name", Kind.text(), "Unique in the tenancy.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<List<Text>> PUBLIC_SOURCE_LIST =
            Field.optional("publicSourceList", ranges(), "Public addresses and CIDRs.");
    private static final Field<List<VirtualSource>> VIRTUAL_SOURCE_LIST = Field.optional(
            "virtualSourceList",
            new Kind.ListOf<>(VirtualSource.SHAPE, "a list of virtual sources"),
            "Private addresses, by VCN; see --vcn.");
    private static final Field<List<Text>> SERVICES = Field.optional(
            "services",
            new Kind.ListOf<>(new Kind.OneOf(List.of("all", "none")), "a list of services"),
            "Reserved by OCI; kept, and without effect.");

    static final Shape<DeclaredNetworkSource> SHAPE = Shape.named(
                    "a network source", "Addresses that policies speak of by one name.")
            .with(NAME, ID, DESCRIPTION, PUBLIC_SOURCE_LIST, VIRTUAL_SOURCE_LIST, SERVICES)
            .with(DeclaredTags.fields())
            .builtBy(values -> new DeclaredNetworkSource(
                    values.place(),
                    values.of(NAME),
                    values.optional(ID),
                    values.optional(DESCRIPTION),
                    values.optional(PUBLIC_SOURCE_LIST),
                    values.optional(VIRTUAL_SOURCE_LIST),
                    values.optional(SERVICES),
                    DeclaredTags.of(values)));

    private static Kind<List<Text>> ranges() {
        return new Kind.ListOf<>(Kind.text("an address or CIDR"), "a list of addresses and CIDRs");
    }
}
