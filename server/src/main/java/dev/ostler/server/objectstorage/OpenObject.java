// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.server.problem.Problem;
import dev.ostler.storage.BlobRef;
import dev.ostler.storage.BlobSlice;
import dev.ostler.storage.DamagedBlobException;
import dev.ostler.storage.ReadLease;
import dev.ostler.storage.StagedBlob;
import dev.ostler.storage.StorageEngine;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object held open: its bytes stay readable until it is closed, whatever happens to its name meanwhile. */
public final class OpenObject implements AutoCloseable {
    private final StorageEngine engine;
    private final ReadLease lease;
    private final Objects.Description description;
    private final List<BlobRef> blobs;

    OpenObject(StorageEngine engine, ReadLease lease, Objects.Description description) {
        this.engine = engine;
        this.lease = lease;
        this.description = description;
        this.blobs = description.blobs();
    }

    public Objects.Description description() {
        return description;
    }

    public ObjectRow row() {
        return description.row();
    }

    /** The slices of {@code length} bytes from {@code offset}, opened one after the other. Throws DamagedObject. */
    public Slices slices(long offset, long length) {
        return new Slices(offset, length);
    }

    /** Steps through the bytes of a range. */
    public final class Slices {
        private int blob;
        private long skipBytes;
        private long remainingBytes;

        private Slices(long offset, long length) {
            this.skipBytes = offset;
            this.remainingBytes = length;
        }

        /** The next slice, which the caller closes, or null after the last one. */
        public @Nullable ObjectSlice next() throws IOException {
            return switch (nextOfBlob()) {
                case null -> null;
                case BlobSlice.InMemory memory ->
                    new ObjectSlice.InMemory(memory.bytes(), memory.offset(), memory.lengthBytes());
                case BlobSlice.InFile file ->
                    new ObjectSlice.InFile(file.channel(), file.position(), file.lengthBytes());
            };
        }

        private @Nullable BlobSlice nextOfBlob() throws IOException {
            while (remainingBytes > 0 && skipBytes >= blobs.get(blob).lengthBytes()) {
                skipBytes -= blobs.get(blob).lengthBytes();
                blob++;
            }
            if (remainingBytes == 0) {
                return null;
            }
            BlobRef current = blobs.get(blob++);
            long length = Math.min(remainingBytes, current.lengthBytes() - skipBytes);
            long from = skipBytes;
            skipBytes = 0;
            remainingBytes -= length;
            return open(current, from, length);
        }
    }

    private BlobSlice open(BlobRef blob, long offset, long length) throws IOException {
        try {
            return engine.open(lease, blob, offset, length);
        } catch (DamagedBlobException e) {
            throw new Problem.DamagedObject(String.valueOf(e.getMessage())).thrown();
        }
    }

    /** A staged copy of an object that lies in one blob. */
    StagedBlob copy() throws IOException {
        return engine.copy(lease, blobs.getFirst());
    }

    /** The bytes of a range as a stream; closing it does not close the object. */
    public InputStream stream(long offset, long length) {
        return new SliceStream(slices(offset, length));
    }

    private static final class SliceStream extends InputStream {
        private final Slices slices;
        private @Nullable BlobSlice slice;
        private @Nullable InputStream current;

        SliceStream(Slices slices) {
            this.slices = slices;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (true) {
                if (current != null) {
                    int count = current.read(bytes, offset, length);
                    if (count >= 0) {
                        return count;
                    }
                    close();
                }
                slice = slices.nextOfBlob();
                if (slice == null) {
                    return -1;
                }
                current = slice.stream();
            }
        }

        @Override
        public void close() throws IOException {
            if (current != null) {
                current.close();
                current = null;
            }
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
