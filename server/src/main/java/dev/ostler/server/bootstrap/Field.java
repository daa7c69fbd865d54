// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/**
 * A key of the bootstrap file.
 *
 * @param says what it is for: one sentence of the reference and of an editor's tooltip
 */
record Field<T>(String name, Kind<T> kind, boolean required, String says) {
    static <T> Field<T> required(String name, Kind<T> kind, String says) {
        return new Field<>(name, kind, true, says);
    }

    static <T> Field<T> optional(String name, Kind<T> kind, String says) {
        return new Field<>(name, kind, false, says);
    }
}
