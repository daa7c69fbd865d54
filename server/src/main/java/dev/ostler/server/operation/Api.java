// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/** The APIs behind the one port. */
public enum Api {
    S3,
    CONTROL
}
