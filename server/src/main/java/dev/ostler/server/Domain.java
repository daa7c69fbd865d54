// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.server.api.s3.S3FrontEnd;
import dev.ostler.server.bootstrap.Bootstrap;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.Identity;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.objectstorage.Listing;
import dev.ostler.server.objectstorage.MultipartUploads;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.UploadListing;
import dev.ostler.server.operation.Authorizer;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Vcns;
import dev.ostler.server.simulation.OperationNames;
import dev.ostler.server.simulation.Simulator;
import dev.ostler.storage.StorageEngine;
import java.time.Clock;
import java.util.List;

/** What works on one engine: who exists, what is stored, and who may do what with it. */
final class Domain {
    final StorageEngine engine;
    final Catalogue catalogue;
    final Identity identity;
    final Buckets buckets;
    final Objects objects;
    final Authorizer authorizer;

    private final Dialect dialect;
    private final Clock clock;
    private final Founding founding;

    /** Throws KeyTakenException. */
    Domain(StorageEngine engine, Dialect dialect, Clock clock, Founding founding) {
        this.engine = engine;
        this.dialect = dialect;
        this.clock = clock;
        this.founding = founding;
        this.catalogue = Catalogue.load();
        this.identity = Identity.open(engine, clock, founding, catalogue);
        this.buckets = new Buckets(engine, dialect, clock, identity::s3CompartmentOf, Identity::hasCompartment);
        this.objects = new Objects(engine, clock);
        this.authorizer = new Authorizer(catalogue, identity, buckets, identity);
    }

    Bootstrap bootstrap() {
        return new Bootstrap(
                identity, buckets, objects, catalogue, new Bootstrap.Home(founding.namespace(), founding.homeRegion()));
    }

    /**
     * Decides about requests that nobody sends.
     *
     * @param operations of all APIs
     */
    Simulator simulator(List<Operation<?>> operations, Vcns vcns) {
        return new Simulator(catalogue, identity, buckets, new OperationNames(catalogue, operations), vcns, clock);
    }

    S3FrontEnd.Domain forS3() {
        return new S3FrontEnd.Domain(
                buckets,
                objects,
                new Listing(engine),
                new MultipartUploads(engine, dialect, clock),
                new UploadListing(engine));
    }
}
