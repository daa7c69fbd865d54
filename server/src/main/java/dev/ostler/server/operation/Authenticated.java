// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Map;

/**
 * What authentication has proven.
 *
 * @param parameters header-like parameters that the credentials cover but that are no headers: {@code x-amz-*} in the
 *     query of a presigned URL, the fields of a form; lower case
 * @param isForm whether the parameters stand in the headers' place: the headers of a form are about the form
 * @param body the body, verified while it is read
 */
public record Authenticated(Caller caller, Map<String, String> parameters, boolean isForm, IncomingBody body) {
    public Authenticated(Caller caller, Map<String, String> parameters, IncomingBody body) {
        this(caller, parameters, false, body);
    }

    /** By the fields of a form, whose file is the body. */
    public static Authenticated byForm(Caller caller, Map<String, String> fields, IncomingBody file) {
        return new Authenticated(caller, fields, true, file);
    }
}
