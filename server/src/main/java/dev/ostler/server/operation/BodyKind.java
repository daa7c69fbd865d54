// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/** What an operation does with a request's body, and so when its bytes may be read. */
public sealed interface BodyKind {
    BodyKind NONE = new None();
    BodyKind OBJECT = new ObjectBytes();
    BodyKind FORM = new Form();

    /** No body is expected; what comes is checked against the signed hash and dropped. */
    record None() implements BodyKind {}

    /** Read whole, and its hash verified, after authentication and before decoding. */
    record Document(int maxBytes) implements BodyKind {}

    /** The fields before the file count as the head: the signature is among them. */
    record Form() implements BodyKind {}

    /** An object's bytes: not one is read before the permit. */
    record ObjectBytes() implements BodyKind {}
}
