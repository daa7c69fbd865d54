// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import dev.ostler.server.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a caller, an operation and a resource into a {@link Permit}, or refuses. The only maker of permits. */
public final class Authorizer {
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
    record Request(
            Caller caller, String operation, String nativeOperation, Resource resource, Set<Permission> sometimes) {}

    /** A permit for the server's own work, decided like everybody's. */
    public Permit authorize(Caller.Server caller, String nativeOperation, Resource resource) {
        return authorize(new Request(caller, nativeOperation, nativeOperation, resource, Set.of()));
    }

    Permit authorize(Request request) {
        return switch (request.resource()) {
            case Resource.Namespace namespace ->
                decide(request, Optional.empty(), locator.compartmentOf(namespace.namespace()));
            case Resource.NewBucket bucket ->
                decide(request, Optional.empty(), locator.compartmentOf(bucket.namespace()));
            case Resource.Bucket bucket -> inBucket(request, bucket);
            case Resource.NamesInBucket names -> inBucket(request, names.bucket());
            case Resource.ObjectInBucket object -> inBucket(request, object.bucket());
            case IdentityResource resource -> ofIdentity(request, resource);
        };
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
                : decide(request, Optional.empty(), compartmentId);
    }

    private Permit inBucket(Request request, Resource.Bucket bucket) {
        LocatedBucket located =
                locator.locate(bucket).orElseThrow(() -> new Problem.NoSuchBucket(bucket.bucket()).thrown());
        return decide(request, Optional.of(located), located.compartmentId());
    }

    /** Grants when one alternative of the requirement holds in full; otherwise names the first permission it lacks. */
    private Permit decide(Request request, Optional<LocatedBucket> bucket, String compartmentId) {
        Map<Permission, Decision> decisions = new HashMap<>();
        for (Permission permission : request.sometimes()) {
            ask(request, permission, compartmentId, decisions);
        }
        Decision.Denied first = null;
        for (Set<Permission> alternative :
                catalogue.requirementOf(request.nativeOperation()).alternatives()) {
            Decision.Denied denied = null;
            for (Permission permission : alternative) {
                if (ask(request, permission, compartmentId, decisions) instanceof Decision.Denied no
                        && denied == null) {
                    denied = no;
                }
            }
            if (denied == null) {
                return new Permit(this, request, bucket, compartmentId, decisions);
            }
            first = first == null ? denied : first;
        }
        if (first == null) {
            throw new IllegalStateException("the catalogue has no alternative for " + request.nativeOperation());
        }
        throw new Problem.NotAuthorized(
                        request.operation(), first.missing(), request.resource().displayName(), first)
                .thrown();
    }

    private Decision ask(
            Request request, Permission permission, String compartmentId, Map<Permission, Decision> decisions) {
        return decisions.computeIfAbsent(
                permission,
                asked -> policies.decide(new PolicySource.Question(
                        request.caller(), request.nativeOperation(), asked, request.resource(), compartmentId)));
    }
}
