// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem in S3's words.
 *
 * @param details further elements of Amazon's error body; OCI's has none
 */
record S3Error(int status, String code, String message, Map<String, String> details) {
    S3Error(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    S3Error with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new S3Error(status, code, message, more);
    }

    /**
     * OCI's error body: message before code, nothing else. Observed: icechunk#2109, aws-tools-for-powershell#320 and
     * others; the ids are in headers only.
     */
    byte[] ociBody() {
        return XmlWriter.plain("Error")
                .element("Message", message)
                .element("Code", code)
                .end("Error");
    }

    /** Source: Amazon S3 API reference, "Error responses". */
    byte[] s3Body(String resource, String requestId) {
        XmlWriter xml = XmlWriter.plain("Error").element("Code", code).element("Message", message);
        details.forEach(xml::element);
        return xml.element("Resource", resource)
                .element("RequestId", requestId)
                .element("HostId", requestId)
                .end("Error");
    }

    static Reply reply(int status, byte[] body) {
        return new Reply(status, Headers.of("content-type", "application/xml"), new Reply.Body.Bytes(body));
    }
}
