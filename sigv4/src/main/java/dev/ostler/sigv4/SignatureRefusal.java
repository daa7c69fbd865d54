// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.Duration;
import java.time.Instant;

/** Why credentials prove nothing, or a body is not the one that was signed. Holds no secret and no expected signature. */
public sealed interface SignatureRefusal {
    /** Throws this refusal; declared to return so that callers can write {@code throw refusal.thrown()}. */
    default SignatureRefusedException thrown() {
        return new SignatureRefusedException(this);
    }

    /** The credentials cannot be parsed, or contradict themselves. */
    record Malformed(Place place, String detail) implements SignatureRefusal {}

    /** Where credentials stand. */
    enum Place {
        HEADER,
        QUERY,
        FORM
    }

    /** A form has some of its credentials, not all: {@code field} is missing, in Amazon's spelling. */
    record FormFieldMissing(String field) implements SignatureRefusal {}

    /** A kind of credentials that is known and not accepted. */
    record KindNotAccepted(Kind kind) implements SignatureRefusal {}

    /** Kinds of credentials that are not accepted. */
    enum Kind {
        SIGV2("SigV2"),
        SIGV4A("SigV4a"),
        SESSION_TOKEN("a session token"),
        UNKNOWN_SCHEME("this kind of authorization");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record HeaderNotSigned(String header) implements SignatureRefusal {}

    record ClockSkewed(Instant signedAt, Instant serverTime, Duration allowed) implements SignatureRefusal {}

    record Expired(Instant expiredAt, Instant serverTime) implements SignatureRefusal {}

    record SignatureMismatch() implements SignatureRefusal {}

    record PayloadHashMissing() implements SignatureRefusal {}

    record PayloadHashInvalid(String value) implements SignatureRefusal {}

    record DecodedLengthMissing() implements SignatureRefusal {}

    // What shows while the body is read

    record PayloadHashMismatch(String signed, String actual) implements SignatureRefusal {}

    /** @param chunk counted from 1; the trailer comes after the last one */
    record ChunkSignatureMismatch(long chunk) implements SignatureRefusal {}

    record MalformedChunk(String detail) implements SignatureRefusal {}

    /** @param actualBytes at least this many */
    record LengthMismatch(long declaredBytes, long actualBytes) implements SignatureRefusal {}
}
