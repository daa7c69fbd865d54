// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.KeyReader;
import dev.ostler.storage.KeyWriter;
import dev.ostler.storage.Table;
import dev.ostler.storage.Table.Family;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;

/**
 * All tables of this domain; each lies by identifier. The prefixes are part of the format on disk: never change one, never
 * reuse one. Those of object storage in the same family are lower-case letters.
 */
final class Tables {
    static final Table<String, Tenancy> TENANCIES = byId("tenancies", 'T', Tenancy.VALUES);
    static final Table<String, User> USERS = byId("users", 'U', User.VALUES);
    static final Table<String, Group> GROUPS = byId("groups", 'G', Group.VALUES);
    static final Table<String, Membership> MEMBERSHIPS = byId("memberships", 'M', Membership.VALUES);
    static final Table<String, SecretKey> SECRET_KEYS = byId("customer secret keys", 'S', SecretKey.VALUES);

    static final Table<String, Compartment> COMPARTMENTS = byId("compartments", 'C', Compartment.VALUES);
    static final Table<String, AttachedPolicy> POLICIES = byId("policies", 'P', AttachedPolicy.VALUES);

    static final Table<String, ApiKey> API_KEYS = byId("API keys", 'A', ApiKey.VALUES);
    static final Table<String, AuthToken> AUTH_TOKENS = byId("auth tokens", 'K', AuthToken.VALUES);
    static final Table<String, NetworkSource> NETWORK_SOURCES = byId("network sources", 'N', NetworkSource.VALUES);

    static final Table<String, DynamicGroup> DYNAMIC_GROUPS = byId("dynamic groups", 'D', DynamicGroup.VALUES);

    /** Of what takes force later than it is saved: see {@link Former}. */
    static final Table<String, Former<AttachedPolicy>> FORMER_POLICIES =
            byId("former policies", '1', Former.values(AttachedPolicy.VALUES));

    static final Table<String, Former<Membership>> FORMER_MEMBERSHIPS =
            byId("former memberships", '2', Former.values(Membership.VALUES));
    static final Table<String, Former<SecretKey>> FORMER_SECRET_KEYS =
            byId("former customer secret keys", '3', Former.values(SecretKey.VALUES));
    static final Table<String, Former<ApiKey>> FORMER_API_KEYS =
            byId("former API keys", '4', Former.values(ApiKey.VALUES));

    /** How many things have had the identifier of a name so far: see {@link Ocids#derived}. */
    static final Table<HolderKey, Long> HOLDERS =
            new Table<>("holders of names", Family.SETTINGS, 'H', holderKeys(), numbers());

    private Tables() {}

    /** @param name with what it is unique within in front of it */
    record HolderKey(String kind, String name) {}

    private static <V> Table<String, V> byId(String name, int prefix, Table.ValueCodec<V> values) {
        return new Table<>(
                name,
                Family.SETTINGS,
                prefix,
                new Table.KeyCodec<>() {
                    @Override
                    public void write(String key, KeyWriter out) {
                        out.text(key);
                    }

                    @Override
                    public String read(KeyReader in) {
                        return in.text();
                    }
                },
                values);
    }

    private static Table.KeyCodec<HolderKey> holderKeys() {
        return new Table.KeyCodec<>() {
            @Override
            public void write(HolderKey key, KeyWriter out) {
                out.text(key.kind()).text(key.name());
            }

            @Override
            public HolderKey read(KeyReader in) {
                return new HolderKey(in.text(), in.text());
            }
        };
    }

    private static Table.ValueCodec<Long> numbers() {
        return new Table.ValueCodec<>() {
            @Override
            public void write(Long value, ValueWriter out) {
                out.version(1).number(value);
            }

            @Override
            public Long read(ValueReader in) {
                in.version(1);
                return in.number();
            }
        };
    }
}
