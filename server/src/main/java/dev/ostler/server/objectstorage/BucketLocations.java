// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers where buckets are, so that a request need not read its bucket's row.
 *
 * <p>INVARIANT: from before a bucket is made, deleted or moved until after its commit, nothing is remembered. Whoever has
 * seen the new state, or was told of it, never meets the old one here.
 */
final class BucketLocations {
    /** Beyond it all is forgotten: about 4 MiB. */
    static final int MAX_REMEMBERED = 10_000;

    private final Map<Resource.Bucket, LocatedBucket> remembered = new ConcurrentHashMap<>();
    private int changesAtWork;
    private long changesBegun;

    /** The remembered place of a bucket, else what {@code stored} reads. */
    Optional<LocatedBucket> locate(Resource.Bucket bucket, Supplier<Optional<LocatedBucket>> stored) {
        LocatedBucket known = remembered.get(bucket);
        if (known != null) {
            return Optional.of(known);
        }
        long begun = changesBegun();
        Optional<LocatedBucket> read = stored.get();
        read.ifPresent(located -> remember(bucket, located, begun));
        return read;
    }

    /** Runs a change of where buckets are. */
    <T> T changing(Supplier<T> change) {
        begin();
        try {
            return change.get();
        } finally {
            end();
        }
    }

    private synchronized long changesBegun() {
        return changesBegun;
    }

    /** What was read before a change began is not worth remembering. */
    private synchronized void remember(Resource.Bucket bucket, LocatedBucket located, long begun) {
        if (changesAtWork > 0 || changesBegun != begun) {
            return;
        }
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(bucket, located);
    }

    private synchronized void begin() {
        changesAtWork++;
        changesBegun++;
        remembered.clear();
    }

    private synchronized void end() {
        changesAtWork--;
    }
}
