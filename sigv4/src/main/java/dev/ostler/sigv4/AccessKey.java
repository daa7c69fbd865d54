// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

/** A key id with its secret. {@link #toString} shows the id alone. */
public record AccessKey(String id, String secret) {
    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
