// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Circumstances;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.PolicySource;
import dev.ostler.server.problem.Pending;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The policies of one snapshot, what they ask of it, and when others take their place. Immutable to its callers. */
final class PoliciesInForce implements PolicySource.InForce {
    /** Of what nothing that is saved already takes the place of. */
    static final long FOR_EVER = Long.MAX_VALUE;

    private final Snapshot saved;
    private final Snapshot snapshot;
    private final CompiledPolicies compiled;
    private final PolicySet policies;
    private final long untilMillis;
    private final Optional<Formers.Boundary> end;
    /** By tenancy, made when the first condition asks. */
    private final Map<String, List<NetworkSourceRanges>> networkSources = new ConcurrentHashMap<>();

    private @Nullable PoliciesInForce next;

    private PoliciesInForce(Snapshot saved, long nowMillis, CompiledPolicies compiled) {
        this.saved = saved;
        this.snapshot = saved.inForceAt(nowMillis);
        this.compiled = compiled;
        this.policies = compiled.of(snapshot);
        this.end = saved.formers().nextAfter(nowMillis);
        this.untilMillis = end.map(Formers.Boundary::atMillis).orElse(FOR_EVER);
    }

    /** What of a snapshot is in force at a moment. */
    static PoliciesInForce at(long nowMillis, Snapshot saved, CompiledPolicies compiled) {
        return new PoliciesInForce(saved, nowMillis, compiled);
    }

    /** All that counts while this is in force. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** When something else takes its place that is saved already. */
    long untilMillis() {
        return untilMillis;
    }

    /** What is in force from {@link #untilMillis} on, made once. */
    synchronized PoliciesInForce next() {
        PoliciesInForce made = next;
        if (made == null) {
            made = at(untilMillis, saved, compiled);
            next = made;
        }
        return made;
    }

    @Override
    public Optional<PolicySource.Change> change() {
        return end.map(it -> new PolicySource.Change(
                new Pending(Instant.ofEpochMilli(it.savedAtMillis()), Instant.ofEpochMilli(it.atMillis())), next()));
    }

    @Override
    public Set<String> groupIdsOf(String userId) {
        return snapshot.groupIdsOf(userId);
    }

    @Override
    public PolicySet policies() {
        return policies;
    }

    @Override
    public String tenancyIdOf(String compartmentId) {
        return snapshot.tree().tenancyOf(compartmentId).map(Tenancy::id).orElse(compartmentId);
    }

    @Override
    public List<String> networkSourcesOf(Caller caller, Circumstances circumstances) {
        return caller instanceof Caller.User user && circumstances.address().isPresent()
                ? networkSources.computeIfAbsent(user.tenancyId(), this::rangesOf).stream()
                        .filter(source -> source.has(circumstances.address().get(), circumstances.vcnId()))
                        .map(NetworkSourceRanges::name)
                        .toList()
                : List.of();
    }

    private List<NetworkSourceRanges> rangesOf(String tenancyId) {
        return snapshot.networkSources().of(tenancyId).stream()
                .map(NetworkSourceRanges::of)
                .toList();
    }

    /** Source: OCI documentation, "Using Tags to Manage Access": users are in the root compartment. */
    @Override
    public List<String> tagsOf(Variable.Tag tag, Caller caller, String compartmentId) {
        return switch (tag.holder()) {
            case RESOURCE_COMPARTMENT -> ofCompartment(tag, compartmentId);
            case PRINCIPAL_COMPARTMENT ->
                caller instanceof Caller.User user ? ofCompartment(tag, user.tenancyId()) : List.of();
            case PRINCIPAL_GROUP ->
                caller instanceof Caller.User user
                        ? user.groups().stream()
                                .flatMap(id -> snapshot.groups().get(id).stream())
                                .flatMap(group -> valueOf(tag, group.details()).stream())
                                .toList()
                        : List.of();
            case BUCKET, BUCKET_SYSTEM, RESOURCE -> List.of();
        };
    }

    private List<String> ofCompartment(Variable.Tag tag, String compartmentId) {
        return snapshot
                .compartments()
                .get(compartmentId)
                .map(Compartment::details)
                .or(() -> snapshot.tenancies().get(compartmentId).map(Tenancy::details))
                .flatMap(details -> valueOf(tag, details))
                .stream()
                .toList();
    }

    private static Optional<String> valueOf(Variable.Tag tag, Details details) {
        return details.tags().defined(tag.namespace(), tag.key());
    }

    @Override
    public Variables.@Nullable Value valueOf(IdentityResource resource, Variable variable, Caller caller) {
        return switch (variable) {
            case Variable.Plain plain -> ofResource(resource, plain, caller);
            case Variable.Tag tag -> text(detailsOf(resource).flatMap(details -> valueOf(tag, details)));
            case Variable.Unknown _ -> null;
        };
    }

    private Optional<Details> detailsOf(IdentityResource resource) {
        return switch (resource) {
            case Existing existing ->
                switch (existing.kind()) {
                    case USER -> userOf(resource).map(User::details);
                    case GROUP -> groupOf(resource).map(Group::details);
                    case DYNAMIC_GROUP -> dynamicGroupOf(resource).map(DynamicGroup::details);
                    case POLICY -> policyOf(resource).map(AttachedPolicy::details);
                    case TENANCY, COMPARTMENT, MEMBERSHIP, NETWORK_SOURCE, CUSTOMER_SECRET_KEY, API_KEY, AUTH_TOKEN ->
                        Optional.empty();
                };
            case IdentityResource.Credentials _ -> userOf(resource).map(User::details);
            case New _, IdentityResource.AllIn _, IdentityResource.Membership _, IdentityResource.Move _ ->
                Optional.empty();
        };
    }

    private Variables.@Nullable Value ofResource(IdentityResource resource, Variable.Plain variable, Caller caller) {
        return switch (variable) {
            case TARGET_USER_ID -> text(userOf(resource).map(User::id));
            case TARGET_USER_NAME -> text(userOf(resource).map(User::name).or(() -> newName(resource, Kind.USER)));
            case TARGET_GROUP_ID -> text(groupOf(resource).map(Group::id));
            case TARGET_GROUP_NAME -> text(groupOf(resource).map(Group::name).or(() -> newName(resource, Kind.GROUP)));
            case TARGET_GROUP_MEMBER -> text(isMember(resource, caller));
            case TARGET_DYNAMICGROUP_ID -> text(dynamicGroupOf(resource).map(DynamicGroup::id));
            case TARGET_DYNAMICGROUP_NAME ->
                text(dynamicGroupOf(resource).map(DynamicGroup::name).or(() -> newName(resource, Kind.DYNAMIC_GROUP)));
            case TARGET_POLICY_ID -> text(policyOf(resource).map(AttachedPolicy::id));
            case TARGET_POLICY_NAME ->
                text(policyOf(resource).map(AttachedPolicy::name).or(() -> newName(resource, Kind.POLICY)));
            case TARGET_CREDENTIAL_TYPE ->
                resource instanceof IdentityResource.Credentials credentials
                        ? new Variables.Value.Text(credentials.kind().inAnswers())
                        : null;
            default -> null;
        };
    }

    private static Variables.@Nullable Value text(Optional<String> text) {
        return text.<Variables.Value>map(Variables.Value.Text::new).orElse(null);
    }

    private static Optional<String> newName(IdentityResource resource, Kind kind) {
        return resource instanceof New made && made.kind() == kind ? Optional.of(made.name()) : Optional.empty();
    }

    private Optional<User> userOf(IdentityResource resource) {
        return switch (resource) {
            case Existing existing
            when existing.kind() == Kind.USER -> snapshot.users().get(existing.id());
            case IdentityResource.Credentials credentials -> snapshot.users().get(credentials.userId());
            case IdentityResource.Membership membership -> snapshot.users().get(membership.userId());
            case Existing _, New _, IdentityResource.AllIn _, IdentityResource.Move _ -> Optional.empty();
        };
    }

    private Optional<Group> groupOf(IdentityResource resource) {
        return switch (resource) {
            case Existing existing
            when existing.kind() == Kind.GROUP -> snapshot.groups().get(existing.id());
            case IdentityResource.Membership membership -> snapshot.groups().get(membership.groupId());
            case Existing _, New _, IdentityResource.AllIn _, IdentityResource.Move _, IdentityResource.Credentials _ ->
                Optional.empty();
        };
    }

    /**
     * Whether the caller is in the group that is asked for. Source: OCI documentation, "Details for IAM with Identity Domains":
     * a boolean. Assumed: written as {@code 'true'} and {@code 'false'}, as other variables of that type are.
     */
    private static Optional<String> isMember(IdentityResource resource, Caller caller) {
        return resource instanceof Existing existing
                        && existing.kind() == Kind.GROUP
                        && caller instanceof Caller.User user
                ? Optional.of(Boolean.toString(user.groups().contains(existing.id())))
                : Optional.empty();
    }

    private Optional<DynamicGroup> dynamicGroupOf(IdentityResource resource) {
        return resource instanceof Existing existing && existing.kind() == Kind.DYNAMIC_GROUP
                ? snapshot.dynamicGroups().get(existing.id())
                : Optional.empty();
    }

    private Optional<AttachedPolicy> policyOf(IdentityResource resource) {
        return resource instanceof Existing existing && existing.kind() == Kind.POLICY
                ? snapshot.policies().get(existing.id())
                : Optional.empty();
    }
}
