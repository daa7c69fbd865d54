// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Map;

/**
 * What authentication has proven.
 *
 * @param parameters header-like parameters that the credentials cover but that are no headers: {@code x-amz-*} in the
 *     query of a presigned URL, the fields of a form; lower case
 * @param body the body, verified while it is read
 */
public record Authenticated(Caller caller, Map<String, String> parameters, IncomingBody body) {}
