// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proof that policies allow one operation on one resource: what the domain demands before it touches a tenant's data.
 * Only {@link Authorizer} makes one. Immutable.
 */
public final class Permit {
    private final Authorizer authorizer;
    private final Authorizer.Request request;
    private final Optional<LocatedBucket> bucket;
    private final String compartmentId;
    private final Map<Permission, Decision> decisions;

    Permit(
            Authorizer authorizer,
            Authorizer.Request request,
            Optional<LocatedBucket> bucket,
            String compartmentId,
            Map<Permission, Decision> decisions) {
        this.authorizer = authorizer;
        this.request = request;
        this.bucket = bucket;
        this.compartmentId = compartmentId;
        this.decisions = decisions;
    }

    public Caller caller() {
        return request.caller();
    }

    /** As the API calls it. */
    public String operation() {
        return request.operation();
    }

    public Resource resource() {
        return request.resource();
    }

    public String compartmentId() {
        return compartmentId;
    }

    /** The bucket that the operation works in. */
    public LocatedBucket bucket() {
        return bucket.orElseThrow(() -> new IllegalStateException("a permit without a bucket: " + resource()));
    }

    /** The same, where an operation may be about something else. */
    Optional<LocatedBucket> located() {
        return bucket;
    }

    /** What gave these permissions; empty unless all of them were given. */
    Optional<List<Decision.Allowed>> allowed(Set<Permission> together) {
        List<Decision.Allowed> given = new ArrayList<>();
        for (Permission permission : new TreeSet<>(together)) {
            if (!(decisions.get(permission) instanceof Decision.Allowed allowed)) {
                return Optional.empty();
            }
            given.add(allowed);
        }
        return Optional.of(List.copyOf(given));
    }

    Map<Permission, Decision> decisions() {
        return decisions;
    }

    /** The object that the operation is about. */
    public String object() {
        if (resource() instanceof Resource.ObjectInBucket object) {
            return object.object();
        }
        throw new IllegalStateException("a permit without an object: " + resource());
    }

    /** Demands a permission that only stored state calls for. A set look-up: no policy runs here. */
    public void require(Permission permission) {
        switch (decisions.get(permission)) {
            case Decision.Allowed _ -> {}
            case Decision.Denied denied ->
                throw authorizer
                        .refusal(this, request, denied, existsWhere(permission))
                        .thrown();
            case null -> throw new IllegalStateException(permission + " was not decided for " + request.operation());
        }
    }

    /** Which of the two permissions a write needs tells what was there. */
    private static Optional<Boolean> existsWhere(Permission demanded) {
        return demanded.equals(Permission.OBJECT_OVERWRITE)
                ? Optional.of(true)
                : demanded.equals(Permission.OBJECT_CREATE) ? Optional.of(false) : Optional.empty();
    }

    /** Makes sure that the permit is one for this operation on this resource and no other: anything else is a defect. */
    public void requireFor(String nativeOperation, Resource resource) {
        if (!request.nativeOperation().equals(nativeOperation) || !resource.equals(resource())) {
            throw new IllegalStateException("a permit for " + request.nativeOperation() + " on " + resource()
                    + " was used for " + nativeOperation + " on " + resource);
        }
    }

    /**
     * Compares what the permit was given for with the bucket as stored now.
     *
     * @throws StalePermitException it was replaced or moved in between
     */
    public void requireSame(long bucketId, String storedCompartmentId) {
        if (bucket().id() != bucketId || !compartmentId.equals(storedCompartmentId)) {
            throw new StalePermitException();
        }
    }

    /** Authorizes the same request again, against the world as it is now. */
    public Permit renew() {
        return authorizer.authorize(request);
    }

    /** Permits a further resource of the same operation, such as the source of a copy. */
    public Permit also(String nativeOperation, Resource resource, Set<Permission> sometimes) {
        return authorizer.authorize(new Authorizer.Request(
                request.caller(), request.operation(), nativeOperation, resource, sometimes, request.circumstances()));
    }
}
