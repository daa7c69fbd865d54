// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.sigv4.PayloadStream;
import dev.ostler.sigv4.SignatureRefusedException;
import java.io.IOException;
import java.io.InputStream;

/** A verified body whose refusals are problems of the API. */
final class VerifiedStream extends InputStream {
    private final PayloadStream payload;
    private final String accessKeyId;

    VerifiedStream(PayloadStream payload, String accessKeyId) {
        this.payload = payload;
        this.accessKeyId = accessKeyId;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return payload.read(bytes, offset, length);
        } catch (SignatureRefusedException e) {
            throw SignatureProblems.of(e.refusal(), accessKeyId).thrown();
        }
    }
}
