// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Rows;
import dev.ostler.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Everything this domain knows, as of one commit: whoever asks one snapshot twice never sees half a change. In memory,
 * immutable; secrets included, so it is for the server itself and not to be shown.
 */
public final class Snapshot {
    private final Shelf<Tenancy> tenancies;
    private final Shelf<User> users;
    private final Shelf<Group> groups;
    private final Shelf<Membership> memberships;
    private final Shelf<SecretKey> secretKeys;
    private final Shelf<Compartment> compartments;
    private final Shelf<AttachedPolicy> policies;
    private final Shelf<ApiKey> apiKeys;
    private final Shelf<AuthToken> authTokens;
    private final Shelf<NetworkSource> networkSources;
    private final Shelf<DynamicGroup> dynamicGroups;
    private final Formers formers;
    private final CompartmentTree tree;
    /** Found once a key: what authentication asks on each request. No larger than the shelf of keys. */
    private final Map<String, KeyHolder> holders = new ConcurrentHashMap<>();

    private Snapshot(
            Shelf<Tenancy> tenancies,
            Shelf<User> users,
            Shelf<Group> groups,
            Shelf<Membership> memberships,
            Shelf<SecretKey> secretKeys,
            Shelf<Compartment> compartments,
            Shelf<AttachedPolicy> policies,
            Shelf<ApiKey> apiKeys,
            Shelf<AuthToken> authTokens,
            Shelf<NetworkSource> networkSources,
            Shelf<DynamicGroup> dynamicGroups,
            Formers formers) {
        this.tenancies = tenancies;
        this.users = users;
        this.groups = groups;
        this.memberships = memberships;
        this.secretKeys = secretKeys;
        this.compartments = compartments;
        this.policies = policies;
        this.apiKeys = apiKeys;
        this.authTokens = authTokens;
        this.networkSources = networkSources;
        this.dynamicGroups = dynamicGroups;
        this.formers = formers;
        this.tree = new CompartmentTree(tenancies, compartments);
    }

    static Snapshot load(StorageEngine engine) {
        return new Snapshot(
                Shelf.load(engine, Tables.TENANCIES),
                Shelf.load(engine, Tables.USERS),
                Shelf.load(engine, Tables.GROUPS),
                Shelf.load(engine, Tables.MEMBERSHIPS),
                Shelf.load(engine, Tables.SECRET_KEYS),
                Shelf.load(engine, Tables.COMPARTMENTS),
                Shelf.load(engine, Tables.POLICIES),
                Shelf.load(engine, Tables.API_KEYS),
                Shelf.load(engine, Tables.AUTH_TOKENS),
                Shelf.load(engine, Tables.NETWORK_SOURCES),
                Shelf.load(engine, Tables.DYNAMIC_GROUPS),
                Formers.load(engine));
    }

    public Shelf<Tenancy> tenancies() {
        return tenancies;
    }

    public Shelf<User> users() {
        return users;
    }

    public Shelf<Group> groups() {
        return groups;
    }

    /** By user. */
    public Shelf<Membership> memberships() {
        return memberships;
    }

    /** By user. */
    public Shelf<SecretKey> secretKeys() {
        return secretKeys;
    }

    /** By the compartment or tenancy that they are in. */
    public Shelf<Compartment> compartments() {
        return compartments;
    }

    /** By the compartment or tenancy that they are attached to. */
    public Shelf<AttachedPolicy> policies() {
        return policies;
    }

    /** By user. */
    public Shelf<ApiKey> apiKeys() {
        return apiKeys;
    }

    /** By user. */
    public Shelf<AuthToken> authTokens() {
        return authTokens;
    }

    public Shelf<NetworkSource> networkSources() {
        return networkSources;
    }

    public Shelf<DynamicGroup> dynamicGroups() {
        return dynamicGroups;
    }

    CompartmentTree tree() {
        return tree;
    }

    public Optional<Compartment> compartment(String parentId, String name) {
        return compartments.labelled(parentId, Rules.folded(name));
    }

    /** How every compartment below another is reached from there: {@code a:b} for b within a. */
    public List<String> compartmentPaths(String startId) {
        List<String> paths = new ArrayList<>();
        for (Compartment child : compartments.of(startId)) {
            paths.add(child.name());
            compartmentPaths(child.id()).forEach(path -> paths.add(child.name() + ":" + path));
        }
        return paths;
    }

    public Optional<AttachedPolicy> policy(String compartmentId, String name) {
        return policies.labelled(compartmentId, Rules.folded(name));
    }

    /** Those of one name in all compartments of a tenancy. */
    public List<AttachedPolicy> policiesOf(String tenancyId, String name) {
        String label = Rules.folded(name);
        return policies.all().stream()
                .filter(policy ->
                        policy.tenancyId().equals(tenancyId) && policy.label().equals(label))
                .toList();
    }

    public Optional<Tenancy> tenancyOf(String namespace) {
        return tenancies.labelled(Tenancy.NOBODY, namespace);
    }

    public Optional<User> user(String tenancyId, String name) {
        return users.labelled(tenancyId, Rules.folded(name));
    }

    public Optional<Group> group(String tenancyId, String name) {
        return groups.labelled(tenancyId, Rules.folded(name));
    }

    public Optional<DynamicGroup> dynamicGroup(String tenancyId, String name) {
        return dynamicGroups.labelled(tenancyId, Rules.folded(name));
    }

    public Optional<NetworkSource> networkSource(String tenancyId, String name) {
        return networkSources.labelled(tenancyId, Rules.folded(name));
    }

    /** Whoever may sign with an API key. Empty for a key that is unknown, or that its user may not use. */
    public Optional<ApiKey> apiKey(String tenancyId, String userId, String fingerprint) {
        return users.get(userId)
                .filter(user -> user.tenancyId().equals(tenancyId) && user.canUse(User.Capability.API_KEYS))
                .flatMap(user -> apiKeys.get(ApiKey.idOf(userId, fingerprint)));
    }

    /** Which of a user's auth tokens this is. Empty for none, or one that the user may not use. */
    public Optional<AuthToken> authToken(String userId, String token) {
        return users.get(userId).filter(user -> user.canUse(User.Capability.AUTH_TOKENS)).stream()
                .flatMap(user -> authTokens.of(userId).stream())
                .filter(known -> known.isHashOf(token))
                .findFirst();
    }

    /** Identifiers of the groups that a user is in. */
    public Set<String> groupIdsOf(String userId) {
        return memberships.of(userId).stream().map(Membership::groupId).collect(Collectors.toUnmodifiableSet());
    }

    /** Whoever may sign with a customer secret key. Empty for a key that is unknown, or that its user may not use. */
    public Optional<KeyHolder> holderOf(String accessKeyId) {
        KeyHolder known = holders.get(accessKeyId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<KeyHolder> found = secretKeys.get(accessKeyId).flatMap(this::holderOf);
        found.ifPresent(holder -> holders.put(accessKeyId, holder));
        return found;
    }

    private Optional<KeyHolder> holderOf(SecretKey key) {
        return users.get(key.userId())
                .filter(user -> user.canUse(User.Capability.CUSTOMER_SECRET_KEYS))
                .flatMap(user -> tenancies
                        .get(user.tenancyId())
                        .map(tenancy -> new KeyHolder(key.key(), user, tenancy, groupIdsOf(user.id()))));
    }

    /** What a group or dynamic group is called, for explanations. */
    Optional<String> nameOfGroup(String id) {
        return groups.get(id).map(Group::name).or(() -> dynamicGroups.get(id).map(DynamicGroup::name));
    }

    /** Whether policies decide here as there, for reasons that are worded alike: the same ones, trees and groups. */
    boolean hasPoliciesOf(Snapshot other) {
        return tenancies.isSameAs(other.tenancies)
                && compartments.isSameAs(other.compartments)
                && groups.isSameAs(other.groups)
                && dynamicGroups.isSameAs(other.dynamicGroups)
                && policies.isSameAs(other.policies);
    }

    /** Whether it is the user whose key the server is started with: {@code ostler env} gives it out. */
    boolean isServersOwn(User user) {
        return secretKeys.of(user.id()).stream().anyMatch(SecretKey::ofServer);
    }

    boolean has(String id) {
        return shelves().stream().anyMatch(shelf -> shelf.has(id));
    }

    /** One that begins like this one and takes changes. */
    Snapshot open() {
        return new Snapshot(
                tenancies.open(),
                users.open(),
                groups.open(),
                memberships.open(),
                secretKeys.open(),
                compartments.open(),
                policies.open(),
                apiKeys.open(),
                authTokens.open(),
                networkSources.open(),
                dynamicGroups.open(),
                formers.open());
    }

    /** What counts at a moment: all that is saved, but for what takes force later. Itself when there is nothing of that. */
    Snapshot inForceAt(long nowMillis) {
        return formers.nextAfter(nowMillis).isEmpty()
                ? this
                : new Snapshot(
                        tenancies,
                        users,
                        groups,
                        formers.membershipsAt(nowMillis, memberships),
                        formers.secretKeysAt(nowMillis, secretKeys),
                        compartments,
                        formers.policiesAt(nowMillis, policies),
                        formers.apiKeysAt(nowMillis, apiKeys),
                        authTokens,
                        networkSources,
                        dynamicGroups,
                        formers);
    }

    Formers formers() {
        return formers;
    }

    void seal() {
        shelves().forEach(Shelf::seal);
    }

    boolean hasChanges() {
        return shelves().stream().anyMatch(shelf -> shelf.changeCount() > 0);
    }

    void write(Rows rows) {
        shelves().forEach(shelf -> shelf.write(rows));
    }

    private List<Shelf<?>> shelves() {
        List<Shelf<?>> all = new ArrayList<>(List.of(
                tenancies,
                users,
                groups,
                memberships,
                secretKeys,
                compartments,
                policies,
                apiKeys,
                authTokens,
                networkSources,
                dynamicGroups));
        all.addAll(formers.shelves());
        return all;
    }
}
