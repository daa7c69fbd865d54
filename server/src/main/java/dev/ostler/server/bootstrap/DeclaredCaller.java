// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** Who asks in a case, by name. */
public sealed interface DeclaredCaller {
    Text name();

    /** A user, or nobody in particular by a word that stands for that. */
    record User(Text name) implements DeclaredCaller {}

    record Service(Text name) implements DeclaredCaller {}

    record DynamicGroup(Text name) implements DeclaredCaller {}
}
