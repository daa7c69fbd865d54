// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * What every world has: a tenancy, and in it the administrator who signs with the key that the server is started with.
 * {@link #within} makes what is missing: all of it in a new world, or in a directory of a version that kept none of it.
 */
public record Founding(String namespace, String homeRegion, CustomerSecretKey key, IdentitySettings settings) {
    /** The user that the default tenancy begins with. */
    public static final String ADMINISTRATOR = "admin";

    private static final Caller.Server BY = new Caller.Server("founding");
    private static final String KEY_NAME = "the server's own";

    /** The tenancy's identifier, also before there is a world. */
    public static String tenancyId(String namespace) {
        return Ocids.derived(Kind.TENANCY.inOcids(), namespace, 0);
    }

    /** The administrator's identifier, also before there is a world. */
    public static String administratorId(String namespace) {
        return Ocids.derived(Kind.USER.inOcids(), namespace + "/" + ADMINISTRATOR, 0);
    }

    /** The identifier of the group that may do everything in the tenancy. */
    public static String administratorsId(String namespace) {
        return Ocids.derived(Kind.GROUP.inOcids(), namespace + "/" + Group.ADMINISTRATORS, 0);
    }

    void within(IdentityChange change) {
        Snapshot current = change.current();
        Tenancy tenancy = current.tenancyOf(namespace)
                .orElseGet(() -> change.tenancies()
                        .create(
                                BY,
                                new TenancySteps.NewTenancy(
                                        Optional.empty(), namespace, homeRegion, namespace, Tags.NONE)));
        if (!tenancy.homeRegion().equals(homeRegion)) {
            current.tenancies().put(tenancy.withHomeRegion(homeRegion));
        }
        if (settings.denyStatements()) {
            List.copyOf(current.tenancies().all())
                    .forEach(each -> change.tenancies().permitDenyStatements(BY, each.id()));
        }
        if (current.policy(tenancy.id(), AttachedPolicy.TENANT_ADMIN_POLICY).isEmpty()) {
            change.policies().found(tenancy);
        }
        User user = current.user(tenancy.id(), ADMINISTRATOR).orElseGet(() -> administrator(change, tenancy));
        current.group(tenancy.id(), Group.ADMINISTRATORS)
                .filter(group ->
                        current.memberships().labelled(user.id(), group.id()).isEmpty())
                .ifPresent(group -> change.groups().make(group, user));
        giveKey(change, user);
    }

    private static User administrator(IdentityChange change, Tenancy tenancy) {
        User user = new User(
                change.newId(Kind.USER, UserSteps.pathOf(tenancy, ADMINISTRATOR), Optional.empty()),
                tenancy.id(),
                ADMINISTRATOR,
                "",
                false,
                EnumSet.allOf(User.Capability.class),
                new Details("the server's own administrator", Tags.NONE, change.nowMillis()));
        change.current().users().put(user);
        return user;
    }

    /** Those that the administrator has made besides the server's own, which is here already. */
    static void keepKeys(IdentityChange change, Snapshot before, String administratorId) {
        Snapshot current = change.current();
        before.secretKeys().of(administratorId).stream()
                .filter(key -> !current.secretKeys().has(key.id()))
                .forEach(current.secretKeys()::put);
        before.apiKeys().of(administratorId).forEach(current.apiKeys()::put);
        before.authTokens().of(administratorId).forEach(current.authTokens()::put);
        before.authTokens().of(administratorId).forEach(current.authTokens()::put);
    }

    /** A key given at this start takes the place of the one before; the administrator's other keys stay. */
    private void giveKey(IdentityChange change, User user) {
        Shelf<SecretKey> keys = change.current().secretKeys();
        SecretKey wanted = new SecretKey(key, user.id(), KEY_NAME, true, change.nowMillis());
        Optional<SecretKey> before =
                keys.all().stream().filter(SecretKey::ofServer).findAny();
        if (before.filter(wanted::isSameAs).isPresent()) {
            return;
        }
        before.ifPresent(keys::remove);
        keys.get(key.id()).filter(taken -> !taken.userId().equals(user.id())).ifPresent(taken -> {
            throw new KeyTakenException(
                    key.id(),
                    change.current().users().get(taken.userId()).map(User::name).orElse("unknown"));
        });
        keys.put(wanted);
    }
}
