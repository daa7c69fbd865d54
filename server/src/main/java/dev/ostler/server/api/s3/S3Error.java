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
     * OCI's error: message before code, nothing else; the ids are in headers only. Observed: icechunk#2109 (the header and
     * the body's 202 bytes), aws-tools-for-powershell#320 and others.
     */
    Reply ociReply() {
        byte[] body = XmlWriter.plain("Error")
                .element("Message", message)
                .element("Code", code)
                .end("Error");
        return reply("application/xml; charset=utf-8", body);
    }

    /** Source: Amazon S3 API reference, "Error responses". */
    Reply s3Reply(String resource, String requestId) {
        XmlWriter xml = XmlWriter.plain("Error").element("Code", code).element("Message", message);
        details.forEach(xml::element);
        byte[] body = xml.element("Resource", resource)
                .element("RequestId", requestId)
                .element("HostId", requestId)
                .end("Error");
        return reply("application/xml", body);
    }

    private Reply reply(String contentType, byte[] body) {
        return new Reply(status, Headers.of("content-type", contentType), new Reply.Body.Bytes(body));
    }
}
