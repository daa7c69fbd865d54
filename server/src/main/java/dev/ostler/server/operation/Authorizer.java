// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Variables;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import dev.ostler.server.problem.Problem;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns a caller, an operation and a resource into a {@link Permit}, or refuses. The only maker of permits. */
public final class Authorizer {
    /** An explanation looks so many changes ahead: each makes the policies anew. */
    private static final int MAX_CHANGES_TRIED = 100;

    private static final Decision.Ground SERVER = new Decision.Ground.Named("the server's own work");

    private final Catalogue catalogue;
    private final PolicySource policies;
    private final ResourceLocator locator;
    private final IdentityLocator identity;

    public Authorizer(Catalogue catalogue, PolicySource policies, ResourceLocator locator, IdentityLocator identity) {
        this.catalogue = catalogue;
        this.policies = policies;
        this.locator = locator;
        this.identity = identity;
    }

    /**
     * What is asked for.
     *
     * @param operation the API's own name, for messages
     * @param nativeOperation the row of the catalogue
     * @param sometimes permissions that stored state may demand in the commit; decided here
     */
    public record Request(
            Caller caller,
            String operation,
            String nativeOperation,
            Resource resource,
            Set<Permission> sometimes,
            Circumstances circumstances) {
        /** What policies know it by: a row about a second resource ({@code CopyObject:source}) is no operation of its own. */
        String operationInPolicies() {
            int colon = nativeOperation.indexOf(':');
            return colon < 0 ? nativeOperation : nativeOperation.substring(0, colon);
        }
    }

    /** Where a resource is, as policies see it. */
    private record Place(String compartmentId, Optional<LocatedBucket> bucket) {}

    /** A permit for the server's own work, decided like everybody's. */
    public Permit authorize(Caller.Server caller, String nativeOperation, Resource resource) {
        return authorize(
                new Request(caller, nativeOperation, nativeOperation, resource, Set.of(), Circumstances.OF_SERVER));
    }

    /** The same, with permissions that stored state may demand. */
    public Permit authorize(
            Caller.Server caller, String nativeOperation, Resource resource, Set<Permission> sometimes) {
        return authorize(
                new Request(caller, nativeOperation, nativeOperation, resource, sometimes, Circumstances.OF_SERVER));
    }

    /**
     * What gives a request all that it needs, as things are stored now. No permit comes of it: nothing may be done on the
     * strength of this. Throws what a request would be refused with.
     */
    public List<Decision.Allowed> simulate(Request request) {
        Permit permit = authorize(request);
        Optional<Permission> demanded = request.sometimes().isEmpty()
                ? Optional.empty()
                : exists(request.resource(), permit.located()).map(Authorizer::demandedOf);
        demanded.ifPresent(permit::require);
        Requirement needed = demanded.map(permission -> needed(request, permission))
                .orElseGet(() -> catalogue.requirementOf(request.nativeOperation()));
        return needed.alternatives().stream()
                .map(permit::allowed)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(List.of());
    }

    Permit authorize(Request request) {
        return switch (request.resource()) {
            case Resource.Namespace namespace -> decide(request, root(namespace.namespace()));
            case Resource.NewBucket bucket ->
                decide(
                        request,
                        bucket.compartmentId()
                                .map(id -> new Place(id, Optional.empty()))
                                .orElseGet(() -> root(bucket.namespace())));
            case Resource.Bucket bucket -> decide(request, of(bucket));
            case Resource.NamesInBucket names -> decide(request, of(names.bucket()));
            case Resource.ObjectInBucket object -> decide(request, of(object.bucket()));
            case IdentityResource resource -> ofIdentity(request, resource);
        };
    }

    private Place root(String namespace) {
        return new Place(locator.compartmentOf(namespace), Optional.empty());
    }

    private Place of(Resource.Bucket bucket) {
        LocatedBucket located =
                locator.locate(bucket).orElseThrow(() -> new Problem.NoSuchBucket(bucket.bucket()).thrown());
        return new Place(located.compartmentId(), Optional.of(located));
    }

    /**
     * Users look after their own credentials without a policy. Source: OCI documentation, "Managing user credentials",
     * what users may do themselves.
     */
    private Permit ofIdentity(Request request, IdentityResource resource) {
        String compartmentId = identity.compartmentOf(resource)
                .orElseThrow(() ->
                        new Problem.NotAuthorizedOrNotFound(request.operation(), resource.displayName()).thrown());
        boolean ownCredentials = resource instanceof IdentityResource.Credentials credentials
                && request.caller() instanceof Caller.User user
                && user.userId().equals(credentials.userId());
        return ownCredentials
                ? new Permit(this, request, Optional.empty(), compartmentId, Map.of())
                : decide(request, new Place(compartmentId, Optional.empty()));
    }

    /** Grants when one alternative of the requirement holds in full. */
    private Permit decide(Request request, Place place) {
        Function<Permission, Decision> policies = policiesFor(request, place);
        Map<Permission, Decision> decisions = new LinkedHashMap<>();
        for (Permission permission : request.sometimes()) {
            decisions.computeIfAbsent(permission, policies);
        }
        Requirement requirement = catalogue.requirementOf(request.nativeOperation());
        boolean granted = requirement.alternatives().isEmpty();
        for (int i = 0; !granted && i < requirement.alternatives().size(); i++) {
            granted = true;
            for (Permission permission : requirement.alternatives().get(i)) {
                granted &= decisions.computeIfAbsent(permission, policies) instanceof Decision.Allowed;
            }
        }
        if (!granted) {
            throw refused(request, place, decisions).thrown();
        }
        return new Permit(this, request, place.bucket(), place.compartmentId(), decisions);
    }

    /** The policies as they are now, for all permissions of a request alike. */
    private Function<Permission, Decision> policiesFor(Request request, Place place) {
        return switch (request.caller()) {
            case Caller.Server _ -> permission -> new Decision.Allowed(permission, SERVER);
            case Caller.Anonymous _ -> Decision.Denied::new;
            case Caller.User user -> policiesFor(principal(user, user.groups()), request, place, policies.inForce());
            case Caller.Supposed supposed -> policiesFor(supposed.principal(), request, place, policies.inForce());
        };
    }

    private static Principal principal(Caller.User user, Set<String> groupIds) {
        return new Principal.User(user.userId(), user.name(), user.tenancyId(), groupIds);
    }

    private static Function<Permission, Decision> policiesFor(
            Principal principal, Request request, Place place, PolicySource.InForce inForce) {
        Variables supplied = new RequestVariables(request, place.compartmentId(), place.bucket(), inForce);
        var asked = new dev.ostler.iam.decision.Request(
                principal,
                request.operationInPolicies(),
                inForce.tenancyIdOf(place.compartmentId()),
                place.compartmentId(),
                GivenVariables.over(supplied, request.circumstances().given()));
        PolicySet policies = inForce.policies();
        return permission -> policies.decide(asked, permission);
    }

    /** Of what any one alternative needs: the permission that stored state asks for, else the first that is missing. */
    private Problem refused(Request request, Place place, Map<Permission, Decision> decisions) {
        Optional<Boolean> exists =
                request.sometimes().isEmpty() ? Optional.empty() : exists(request.resource(), place.bucket());
        Permission demanded = demandedOf(exists.orElse(false));
        Decision.Denied missing = exists.isPresent() && decisions.get(demanded) instanceof Decision.Denied denied
                ? denied
                : decisions.values().stream()
                        .filter(Decision.Denied.class::isInstance)
                        .map(Decision.Denied.class::cast)
                        .findFirst()
                        .orElseThrow();
        return refusal(request, place, missing, decisions, exists);
    }

    private Optional<Boolean> exists(Resource resource, Optional<LocatedBucket> in) {
        return resource instanceof Resource.ObjectInBucket object
                ? in.map(bucket -> locator.exists(bucket, object.object()))
                : Optional.empty();
    }

    /** What stored state asks of a write. */
    private static Permission demandedOf(boolean exists) {
        return exists ? Permission.OBJECT_OVERWRITE : Permission.OBJECT_CREATE;
    }

    /** Of a permission that stored state demanded of a permit. */
    Problem.NotAuthorized refusal(Permit permit, Request request, Decision.Denied missing, Optional<Boolean> exists) {
        Place place = new Place(permit.compartmentId(), permit.located());
        return refusal(request, place, missing, permit.decisions(), exists);
    }

    private Problem.NotAuthorized refusal(
            Request request,
            Place place,
            Decision.Denied missing,
            Map<Permission, Decision> decisions,
            Optional<Boolean> exists) {
        Requirement needed = needed(request, missing.missing());
        return new Problem.NotAuthorized(
                request.operation(),
                missing.missing(),
                request.resource().displayName(),
                missing,
                List.copyOf(decisions.values()),
                needed,
                exists,
                later(request, place, needed, missing.missing()));
    }

    /** The first change on its way after which all that is needed is given. */
    private Supplier<Optional<Problem.PendingGrant>> later(
            Request request, Place place, Requirement needed, Permission missing) {
        if (!(request.caller() instanceof Caller.User user)) {
            return Optional::empty;
        }
        PolicySource.InForce inForce = policies.inForce();
        return () -> {
            Optional<PolicySource.Change> change = inForce.change();
            for (int i = 0; change.isPresent() && i < MAX_CHANGES_TRIED; i++) {
                PolicySource.InForce then = change.get().then();
                var decide = policiesFor(principal(user, then.groupIdsOf(user.userId())), request, place, then);
                boolean granted = needed.alternatives().stream()
                        .anyMatch(all -> all.stream()
                                .allMatch(permission -> decide.apply(permission) instanceof Decision.Allowed));
                if (granted && decide.apply(missing) instanceof Decision.Allowed allowed) {
                    return Optional.of(new Problem.PendingGrant(change.get().pending(), allowed.by()));
                }
                change = then.change();
            }
            return Optional.empty();
        };
    }

    /** What the operation needs, given the one permission that stored state asked for, if it did. */
    private Requirement needed(Request request, Permission missing) {
        List<Set<Permission>> alternatives =
                catalogue.requirementOf(request.nativeOperation()).alternatives();
        if (!request.sometimes().contains(missing)) {
            return new Requirement(alternatives);
        }
        List<Set<Permission>> with =
                alternatives.stream().filter(it -> it.contains(missing)).toList();
        return new Requirement(
                with.isEmpty()
                        ? alternatives.stream().map(it -> and(it, missing)).toList()
                        : with);
    }

    private static Set<Permission> and(Set<Permission> permissions, Permission another) {
        var all = new HashSet<>(permissions);
        all.add(another);
        return all;
    }
}
