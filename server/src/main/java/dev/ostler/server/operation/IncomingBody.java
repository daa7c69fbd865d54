// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.io.InputStream;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The bytes of a request as the operation gets them: decoded, and verified while they are read.
 *
 * @param stream throws a ProblemException's or the client's failure instead of its end when the bytes are not what was signed
 * @param lengthBytes after decoding; -1 when unknown
 * @param trailers headers that followed the bytes, lower case; complete once the stream has ended
 */
public record IncomingBody(InputStream stream, long lengthBytes, Supplier<Map<String, String>> trailers) {}
