// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** Fields that many shapes have. */
final class Fields {
    private Fields() {}

    static Field<Text> id() {
        return Field.optional(
                "id",
                Kind.text("an OCID"),
                "Its OCID; derived from the name when left out, the same on every fresh start.");
    }

    static Field<Text> description() {
        return Field.optional("description", Kind.text(), "What it is for; the name serves when left out.");
    }

    static Field<Text> compartment(String what) {
        return Field.optional(
                "compartment",
                Kind.text("a compartment's path"),
                what + " a:b for b within a; the root compartment when left out.");
    }
}
