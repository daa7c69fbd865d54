// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.io.IOException;

/** Turns a call into an operation's typed input; throws a ProblemException for what it cannot accept. */
@FunctionalInterface
public interface Decoder<I> {
    I decode(Call call) throws IOException;
}
