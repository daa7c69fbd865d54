// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Opens the bytes of blobs, refusing those that are not what was stored. Runs on the caller's thread. */
final class BlobReader {
    private final Index index;
    private final BlobFiles files;
    private final DamagedBlobs damaged;

    BlobReader(Index index, BlobFiles files, DamagedBlobs damaged) {
        this.index = index;
        this.files = files;
        this.damaged = damaged;
    }

    /** See {@link StorageEngine#open}. */
    BlobSlice open(BlobRef blob, long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, blob.lengthBytes());
        damaged.refuse(blob);
        return switch (blob.place()) {
            case INDEX -> new BlobSlices.InMemory(framedBody(blob), Stager.FRAME_BYTES + (int) offset, length);
            case FILE -> new BlobSlices.InFile(file(blob), offset, length);
        };
    }

    /** The checksum and the bytes of a blob in the index; the array is the caller's own. */
    byte[] framedBody(BlobRef blob) {
        byte[] framed;
        try {
            framed = index.get(Column.BODIES, EngineRows.bodyKey(blob.id()));
        } catch (UnreadableIndexException e) {
            throw new DamagedBlobException(blob, "the index cannot read it");
        }
        if (framed == null) {
            throw new DamagedBlobException(blob, "its bytes are missing from the index");
        }
        if (framed.length - Stager.FRAME_BYTES != blob.lengthBytes() || !Checksums.matches(framed, blob.crc32c())) {
            throw new DamagedBlobException(blob, "its bytes in the index do not match its length and checksum");
        }
        return framed;
    }

    /** A channel of the caller's own on a file of the right length. */
    FileChannel file(BlobRef blob) throws IOException {
        FileChannel channel;
        try {
            channel = files.open(blob.id());
        } catch (NoSuchFileException e) {
            throw new DamagedBlobException(blob, "its file is missing");
        }
        long length = channel.size();
        if (length != blob.lengthBytes()) {
            channel.close();
            throw new DamagedBlobException(blob, "its file has " + length + " bytes instead of " + blob.lengthBytes());
        }
        return channel;
    }
}
