// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;

/** Bytes whose number must lie within bounds: reading one too many, or the end too early, throws a problem instead. */
final class LengthRangeStream extends InputStream {
    private final InputStream bytes;
    private final long min;
    private final long max;
    private long count;

    LengthRangeStream(InputStream bytes, long min, long max) {
        this.bytes = bytes;
        this.min = min;
        this.max = max;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Throws EntityTooLarge or FileTooSmall. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = bytes.read(into, offset, length);
        if (read < 0) {
            if (count < min) {
                throw new Problem.FileTooSmall(min, count).thrown();
            }
            return read;
        }
        count += read;
        if (count > max) {
            throw new Problem.EntityTooLarge(max, count).thrown();
        }
        return read;
    }
}
