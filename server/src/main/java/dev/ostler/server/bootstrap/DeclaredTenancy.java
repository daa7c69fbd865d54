// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/**
 * A tenancy and what is in it.
 *
 * @param isDefault whether it stands at the top of its file
 * @param namespace empty: the server's default one
 * @param homeRegion empty: the server's
 */
public record DeclaredTenancy(
        Place place,
        boolean isDefault,
        Optional<Text> namespace,
        Optional<Text> homeRegion,
        Optional<Text> id,
        Optional<Text> description,
        DeclaredTags tags,
        Optional<Boolean> denyStatements,
        List<DeclaredCompartment> compartments,
        List<DeclaredUser> users,
        List<DeclaredGroup> groups,
        List<DeclaredDynamicGroup> dynamicGroups,
        List<DeclaredNetworkSource> networkSources,
        List<DeclaredPolicy> policies,
        List<DeclaredBucket> buckets) {
    private static final Field<Text> NAMESPACE =
            Field.required("namespace", Kind.text(), "Its Object Storage namespace, which is also the tenancy's name.");
    private static final Field<Text> HOME_REGION = Field.optional(
            "homeRegion", Kind.text("a region"), "Where its buckets lie by default; the server's when left out.");
    private static final Field<Text> DEFAULT_NAMESPACE = Field.optional(
            "namespace", Kind.text(), "The default tenancy's namespace; must be the server's when it is given.");
    private static final Field<Text> DEFAULT_HOME_REGION = Field.optional(
            "homeRegion",
            Kind.text("a region"),
            "The default tenancy's home region; must be the server's when it is given.");
    private static final Field<Text> ID = Field.optional(
            "id",
            Kind.text("an OCID"),
            "Its OCID; derived from the namespace when left out, as the default one's always is.");
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<Boolean> DENY_STATEMENTS = Field.optional(
            "denyStatements", new Kind.Flag(), "true: deny statements may be saved, as OCI allows after an opt-in.");
    private static final Field<List<DeclaredCompartment>> COMPARTMENTS =
            list("compartments", DeclaredCompartment.SHAPE, "Compartments of the root compartment.");
    private static final Field<List<DeclaredUser>> USERS = list("users", DeclaredUser.SHAPE, "Who can sign requests.");
    private static final Field<List<DeclaredGroup>> GROUPS =
            list("groups", DeclaredGroup.SHAPE, "Users that policies speak of together.");
    private static final Field<List<DeclaredDynamicGroup>> DYNAMIC_GROUPS =
            list("dynamicGroups", DeclaredDynamicGroup.SHAPE, "Resources that policies speak of together.");
    private static final Field<List<DeclaredNetworkSource>> NETWORK_SOURCES =
            list("networkSources", DeclaredNetworkSource.SHAPE, "Addresses that policies speak of by one name.");
    private static final Field<List<DeclaredPolicy>> POLICIES =
            list("policies", DeclaredPolicy.SHAPE, "Who may do what.");
    private static final Field<List<DeclaredBucket>> BUCKETS =
            list("buckets", DeclaredBucket.SHAPE, "Buckets and what is in them from the start.");

    static final Shape<DeclaredTenancy> SHAPE = Shape.named("a tenancy", "A further tenancy.")
            .with(NAMESPACE, HOME_REGION)
            .with(contents())
            .builtBy(values -> of(values, false, Optional.of(values.of(NAMESPACE)), values.optional(HOME_REGION)));

    /** Whether the file gives the tenancy itself anything, not only what is in it. */
    boolean saysOfItself() {
        return description.isPresent()
                || tags.freeform().isPresent()
                || tags.defined().isPresent()
                || denyStatements.isPresent();
    }

    private static <T> Field<List<T>> list(String name, Shape<T> shape, String says) {
        return Field.optional(name, new Kind.ListOf<>(shape, "a list of " + plural(shape.name())), says);
    }

    private static String plural(String name) {
        return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }

    /** The fields of the default tenancy, which stand at the top of the file. */
    static Field<?>[] ofDefault() {
        Field<?>[] contents = contents();
        Field<?>[] all = new Field<?>[contents.length + 2];
        all[0] = DEFAULT_NAMESPACE;
        all[1] = DEFAULT_HOME_REGION;
        System.arraycopy(contents, 0, all, 2, contents.length);
        return all;
    }

    static DeclaredTenancy theDefault(Shape.Values values) {
        return of(values, true, values.optional(DEFAULT_NAMESPACE), values.optional(DEFAULT_HOME_REGION));
    }

    private static Field<?>[] contents() {
        Field<?>[] tags = DeclaredTags.fields();
        return new Field<?>[] {
            ID,
            DESCRIPTION,
            tags[0],
            tags[1],
            DENY_STATEMENTS,
            COMPARTMENTS,
            USERS,
            GROUPS,
            DYNAMIC_GROUPS,
            NETWORK_SOURCES,
            POLICIES,
            BUCKETS
        };
    }

    private static DeclaredTenancy of(
            Shape.Values values, boolean isDefault, Optional<Text> namespace, Optional<Text> homeRegion) {
        return new DeclaredTenancy(
                values.place(),
                isDefault,
                namespace,
                homeRegion,
                values.optional(ID),
                values.optional(DESCRIPTION),
                DeclaredTags.of(values),
                values.optional(DENY_STATEMENTS),
                values.all(COMPARTMENTS),
                values.all(USERS),
                values.all(GROUPS),
                values.all(DYNAMIC_GROUPS),
                values.all(NETWORK_SOURCES),
                values.all(POLICIES),
                values.all(BUCKETS));
    }
}
