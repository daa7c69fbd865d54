// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.catalogue;

/** How much a statement gives, least first; each verb includes those before it. Source: OCI documentation, "Verbs". */
public enum Verb {
    INSPECT,
    READ,
    USE,
    MANAGE
}
