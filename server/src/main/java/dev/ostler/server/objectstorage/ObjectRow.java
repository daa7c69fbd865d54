// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.BlobRef;
import dev.ostler.storage.KeyReader;
import dev.ostler.storage.KeyWriter;
import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * An object as stored.
 *
 * @param summary what listings show
 * @param bytes where its bytes are
 * @param nativeEtag OCI's own entity tag: opaque, new with every write
 */
public record ObjectRow(
        Summary summary, Bytes bytes, UUID nativeEtag, Optional<Checksum> checksum, ObjectHeaders headers) {

    /** Objects are named by their bucket's id and their name. */
    public record Key(long bucketId, String name) {}

    /**
     * What a listing shows of an object; stands first in the stored value, so that a listing decodes nothing else.
     *
     * @param parts 0 for an object written in one piece; else the number of parts, and {@code md5} is the MD5 of their MD5s
     */
    public record Summary(
            long lengthBytes,
            byte[] md5,
            int parts,
            long modifiedAtMillis,
            Optional<ChecksumAlgorithm> checksumAlgorithm) {
        /**
         * S3's entity tag, without quotes. Observed in OCI: the MD5 of an object of one piece (2026-08). Assumed: of an object
         * of parts, the MD5 of their MD5s and their number, as at Amazon.
         */
        public String etag() {
            String hex = HexFormat.of().formatHex(md5);
            return parts == 0 ? hex : hex + "-" + parts;
        }
    }

    /** Where an object's bytes are. */
    public sealed interface Bytes {
        /** In one blob that this row owns. */
        record OneBlob(BlobRef blob) implements Bytes {}

        /** In the blobs that a manifest lists and owns. */
        record Parts(UUID manifestId) implements Bytes {}
    }

    public long lengthBytes() {
        return summary.lengthBytes();
    }

    public String etag() {
        return summary.etag();
    }

    static final Table.KeyCodec<Key> KEYS = new Table.KeyCodec<>() {
        @Override
        public void write(Key key, KeyWriter out) {
            out.fixedLong(key.bucketId()).text(key.name());
        }

        @Override
        public Key read(KeyReader in) {
            return new Key(in.fixedLong(), in.text());
        }
    };

    static final Table.ValueCodec<Summary> SUMMARIES = new Table.ValueCodec<>() {
        @Override
        public void write(Summary summary, ValueWriter out) {
            out.version(1)
                    .number(summary.lengthBytes())
                    .bytes(summary.md5())
                    .number(summary.parts())
                    .number(summary.modifiedAtMillis())
                    .number(ChecksumAlgorithm.stored(summary.checksumAlgorithm()));
        }

        @Override
        public Summary read(ValueReader in) {
            in.version(1);
            return new Summary(
                    in.number(), in.bytes(), (int) in.number(), in.number(), ChecksumAlgorithm.fromStored((int)
                            in.number()));
        }
    };

    static final Table.ValueCodec<ObjectRow> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(ObjectRow row, ValueWriter out) {
            SUMMARIES.write(row.summary, out);
            switch (row.bytes) {
                case Bytes.OneBlob one -> out.number(0).blob(one.blob());
                case Bytes.Parts parts -> out.number(1).uuid(parts.manifestId());
            }
            out.uuid(row.nativeEtag);
            writeChecksum(row.checksum, out);
            row.headers.write(out);
        }

        @Override
        public ObjectRow read(ValueReader in) {
            Summary summary = SUMMARIES.read(in);
            Bytes bytes = in.number() == 0 ? new Bytes.OneBlob(in.blob()) : new Bytes.Parts(in.uuid());
            return new ObjectRow(summary, bytes, in.uuid(), readChecksum(in), ObjectHeaders.read(in));
        }
    };

    static void writeChecksum(Optional<Checksum> checksum, ValueWriter out) {
        out.number(ChecksumAlgorithm.stored(checksum.map(Checksum::algorithm)));
        checksum.ifPresent(present -> out.bytes(present.value()).number(present.parts()));
    }

    static Optional<Checksum> readChecksum(ValueReader in) {
        return ChecksumAlgorithm.fromStored((int) in.number())
                .map(algorithm -> new Checksum(algorithm, in.bytes(), (int) in.number()));
    }
}
