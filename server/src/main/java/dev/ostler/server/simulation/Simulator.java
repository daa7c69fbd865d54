// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Principal;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.Compartment;
import dev.ostler.server.identity.DynamicGroup;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Circumstances;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator;
import dev.ostler.server.operation.Vcns;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.server.simulation.Simulated.Asked;
import dev.ostler.server.simulation.Simulated.Grant;
import dev.ostler.server.simulation.Simulated.GrantingStatement;
import dev.ostler.server.simulation.Supposition.Part;
import dev.ostler.server.simulation.Supposition.Wrong;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides about requests that nobody sends, by the policies and the state of one world as they are now, with what decides
 * those that somebody does. Safe for all threads; changes nothing.
 */
public final class Simulator {
    /** Assumed: a resource in a dynamic group is an instance, as in OCI's examples, unless it is said to be something else. */
    private static final String RESOURCE_TYPE = "instance";

    private final Catalogue catalogue;
    private final Identity identity;
    private final Buckets buckets;
    private final OperationNames operations;
    private final Vcns vcns;
    private final Clock clock;

    /** @param vcns which addresses stand for which virtual cloud network */
    public Simulator(
            Catalogue catalogue,
            Identity identity,
            Buckets buckets,
            OperationNames operations,
            Vcns vcns,
            Clock clock) {
        this.catalogue = catalogue;
        this.identity = identity;
        this.buckets = buckets;
        this.operations = operations;
        this.vcns = vcns;
        this.clock = clock;
    }

    /** @throws WrongSuppositionException with all that cannot stand */
    public Simulated simulate(Supposition supposition) throws WrongSuppositionException {
        Snapshot snapshot = identity.snapshotInForce();
        Tenancy tenancy = identity.tenancy();
        List<Wrong> wrongs = new ArrayList<>();
        Optional<Caller> caller = caller(supposition.as(), snapshot, tenancy, wrongs);
        Optional<String> operation = operation(supposition.operation(), wrongs);
        Optional<Resource> resource =
                operation.flatMap(name -> new SupposedTarget(supposition, buckets, tenancy, wrongs)
                        .of(catalogue.groupOf(name).orElse(""), this::bucketNames));
        GivenValues given = GivenValues.read(supposition.given(), catalogue, operation.orElse(""), wrongs);
        if (!wrongs.isEmpty()) {
            throw new WrongSuppositionException(wrongs);
        }
        // Where nothing else is said: now, from this machine, in the home region.
        Circumstances usual = new Circumstances(
                clock.instant(), tenancy.homeRegion(), Optional.of(InetAddress.getLoopbackAddress()), vcns);
        Circumstances circumstances = given.over(usual);
        return decide(
                supposition,
                new Authorizer.Request(
                        caller.orElseThrow(),
                        supposition.operation(),
                        operation.orElseThrow(),
                        resource.orElseThrow(),
                        operations.sometimesOf(operation.orElseThrow()),
                        circumstances),
                snapshot);
    }

    /** A test of policies on the world as it is now. */
    public PolicyTest test() {
        return new PolicyTest(this, catalogue, WorldStatements.of(identity.snapshot()));
    }

    private Simulated decide(Supposition supposition, Authorizer.Request request, Snapshot snapshot) {
        Asked asked = new Asked(
                request.operation(),
                request.resource().displayName(),
                request.caller().displayName(),
                request.circumstances().at());
        ResourceLocator locator = supposition
                .objectExists()
                .<ResourceLocator>map(exists -> new SupposedObjects(buckets, exists))
                .orElse(buckets);
        try {
            List<Decision.Allowed> allowed = new Authorizer(catalogue, identity, locator, identity).simulate(request);
            return new Simulated.Allowed(
                    asked, allowed.stream().map(it -> grant(it, snapshot)).toList());
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.NotAuthorized refused) {
                return new Simulated.Refused(asked, refused);
            }
            throw e;
        }
    }

    /** All buckets as they are, with or without what may be in them. */
    private record SupposedObjects(ResourceLocator buckets, boolean exist) implements ResourceLocator {
        @Override
        public Optional<LocatedBucket> locate(Resource.Bucket bucket) {
            return buckets.locate(bucket);
        }

        @Override
        public boolean exists(LocatedBucket bucket, String object) {
            return exist;
        }

        @Override
        public String compartmentOf(String namespace) {
            return buckets.compartmentOf(namespace);
        }
    }

    private static Optional<Caller> caller(Who who, Snapshot snapshot, Tenancy tenancy, List<Wrong> wrongs) {
        return switch (who) {
            case Who.Anonymous _ -> Optional.of(new Caller.Anonymous());
            case Who.User user -> {
                Optional<Caller> found = snapshot.user(tenancy.id(), user.name())
                        .map(it -> new Caller.User(
                                it.id(),
                                it.name(),
                                tenancy.id(),
                                tenancy.namespace(),
                                snapshot.groupIdsOf(it.id()),
                                ""));
                if (found.isEmpty()) {
                    wrongs.add(unknown(
                            "user",
                            user.name(),
                            snapshot.users().of(tenancy.id()).stream()
                                    .map(User::name)
                                    .toList()));
                }
                yield found;
            }
            case Who.Service service ->
                Optional.of(new Caller.Supposed(
                        new Principal.Service(service.name(), tenancy.id()), "service " + service.name()));
            case Who.DynamicGroup group -> {
                Collection<DynamicGroup> groups = snapshot.dynamicGroups().of(tenancy.id());
                Optional<Caller> found = groups.stream()
                        .filter(it -> it.name().equalsIgnoreCase(group.name()))
                        .findFirst()
                        .map(it -> new Caller.Supposed(
                                new Principal.Resource(
                                        RESOURCE_TYPE, "", tenancy.id(), tenancy.id(), Set.of(it.id()), Map.of()),
                                "dynamic-group " + it.name()));
                if (found.isEmpty()) {
                    wrongs.add(unknown(
                            "dynamic group",
                            group.name(),
                            groups.stream().map(DynamicGroup::name).toList()));
                }
                yield found;
            }
        };
    }

    private static Wrong unknown(String kind, String name, List<String> known) {
        return new Wrong(Part.AS, "", "there is no " + kind + " '" + name + "'" + didYouMean(Nearest.to(name, known)));
    }

    private static String didYouMean(Optional<String> nearest) {
        return nearest.map(near -> "; did you mean '" + near + "'?").orElse("");
    }

    private Optional<String> operation(String name, List<Wrong> wrongs) {
        Optional<String> found = operations.nativeNameOf(name);
        if (found.isEmpty()) {
            wrongs.add(new Wrong(
                    Part.OPERATION, "", "there is no operation '" + name + "'" + didYouMean(operations.nearest(name))));
        }
        return found;
    }

    private List<String> bucketNames() {
        Tenancy tenancy = identity.tenancy();
        return buckets.names(new Authorizer(catalogue, identity, buckets, identity)
                .authorize(
                        new Caller.Server("simulation"),
                        "ListBuckets",
                        new Resource.Namespace(tenancy.namespace(), tenancy.homeRegion())));
    }

    private static Grant grant(Decision.Allowed allowed, Snapshot snapshot) {
        List<Decision.Ground.Statement> grounds = switch (allowed.by()) {
            case Decision.Ground.Statement statement -> List.of(statement);
            case Decision.Ground.Agreement agreement -> List.of(agreement.endorse(), agreement.admit());
            case Decision.Ground.Named _ -> List.of();
        };
        return new Grant(
                allowed,
                grounds.stream()
                        .flatMap(ground -> snapshot.policies().get(ground.id().policyId()).stream()
                                .map(policy -> statement(ground, policy, snapshot)))
                        .toList());
    }

    private static GrantingStatement statement(
            Decision.Ground.Statement ground, AttachedPolicy policy, Snapshot snapshot) {
        return new GrantingStatement(
                ground,
                policy.statements().get(ground.id().index() - 1),
                snapshot.compartments().get(policy.compartmentId()).map(Compartment::name));
    }
}
