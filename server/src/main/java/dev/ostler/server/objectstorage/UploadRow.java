// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import dev.ostler.storage.BlobRef;
import dev.ostler.storage.KeyReader;
import dev.ostler.storage.KeyWriter;
import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param initiatedBy the user's OCID
 * @param changes rises with every part stored: a completion that was prepared against other parts sees it
 */
public record UploadRow(
        String initiatedBy,
        long initiatedAtMillis,
        ObjectHeaders headers,
        Optional<ChecksumAlgorithm> checksumAlgorithm,
        Checksum.Type checksumType,
        long changes) {

    /** Uploads are listed by name, then by the order in which they began: ids rise. */
    public record Key(long bucketId, String name, UUID uploadId) {}

    /** One part of an upload; the last one stored under a number counts. */
    public record Part(BlobRef blob, byte[] md5, Optional<Checksum> checksum, long modifiedAtMillis) {
        public long lengthBytes() {
            return blob.lengthBytes();
        }
    }

    /** Names a part. */
    public record PartKey(UUID uploadId, int number) {}

    /** What a completed upload is made of, in order; owns the parts' blobs. */
    public record Manifest(List<Entry> entries) {
        /** A part under the number that it was uploaded with. */
        public record Entry(int number, BlobRef blob, Optional<Checksum> checksum) {
            public long lengthBytes() {
                return blob.lengthBytes();
            }
        }
    }

    UploadRow changed() {
        return new UploadRow(initiatedBy, initiatedAtMillis, headers, checksumAlgorithm, checksumType, changes + 1);
    }

    static final Table.KeyCodec<Key> KEYS = new Table.KeyCodec<>() {
        @Override
        public void write(Key key, KeyWriter out) {
            out.fixedLong(key.bucketId()).text(key.name()).uuid(key.uploadId());
        }

        @Override
        public Key read(KeyReader in) {
            return new Key(in.fixedLong(), in.text(), in.uuid());
        }
    };

    static final Table.KeyCodec<PartKey> PART_KEYS = new Table.KeyCodec<>() {
        @Override
        public void write(PartKey key, KeyWriter out) {
            out.uuid(key.uploadId()).fixedInt(key.number());
        }

        @Override
        public PartKey read(KeyReader in) {
            return new PartKey(in.uuid(), in.fixedInt());
        }
    };

    static final Table.ValueCodec<UploadRow> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(UploadRow row, ValueWriter out) {
            out.version(1)
                    .text(row.initiatedBy)
                    .number(row.initiatedAtMillis)
                    .number(ChecksumAlgorithm.stored(row.checksumAlgorithm))
                    .bool(row.checksumType == Checksum.Type.COMPOSITE)
                    .number(row.changes);
            row.headers.write(out);
        }

        @Override
        public UploadRow read(ValueReader in) {
            in.version(1);
            String initiatedBy = in.text();
            long initiatedAtMillis = in.number();
            Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.fromStored((int) in.number());
            Checksum.Type type = in.bool() ? Checksum.Type.COMPOSITE : Checksum.Type.FULL_OBJECT;
            long changes = in.number();
            return new UploadRow(initiatedBy, initiatedAtMillis, ObjectHeaders.read(in), algorithm, type, changes);
        }
    };

    static final Table.ValueCodec<Part> PARTS = new Table.ValueCodec<>() {
        @Override
        public void write(Part part, ValueWriter out) {
            out.version(1).blob(part.blob()).bytes(part.md5()).number(part.modifiedAtMillis());
            ObjectRow.writeChecksum(part.checksum(), out);
        }

        @Override
        public Part read(ValueReader in) {
            in.version(1);
            BlobRef blob = in.blob();
            byte[] md5 = in.bytes();
            long modifiedAtMillis = in.number();
            return new Part(blob, md5, ObjectRow.readChecksum(in), modifiedAtMillis);
        }
    };

    static final Table.ValueCodec<Manifest> MANIFESTS = new Table.ValueCodec<>() {
        @Override
        public void write(Manifest manifest, ValueWriter out) {
            out.version(1).number(manifest.entries().size());
            for (Manifest.Entry entry : manifest.entries()) {
                out.number(entry.number()).blob(entry.blob());
                ObjectRow.writeChecksum(entry.checksum(), out);
            }
        }

        @Override
        public Manifest read(ValueReader in) {
            in.version(1);
            int size = (int) in.number();
            List<Manifest.Entry> entries = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                entries.add(new Manifest.Entry((int) in.number(), in.blob(), ObjectRow.readChecksum(in)));
            }
            return new Manifest(entries);
        }
    };
}
