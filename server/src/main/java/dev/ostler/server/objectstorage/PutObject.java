// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.io.InputStream;

/**
 * An object to store.
 *
 * @param lengthBytes announced length of {@code body}; -1 when none was announced
 * @param body throws when the client is gone or the bytes are not those that were signed
 */
public record PutObject(
        InputStream body,
        long lengthBytes,
        ExpectedDigests expected,
        ObjectHeaders headers,
        WriteCondition condition) {}
