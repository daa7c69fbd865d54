// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;

/** What policies say about one permission. */
public sealed interface Decision {
    record Allowed() implements Decision {}

    record Denied(Permission missing) implements Decision {}
}
