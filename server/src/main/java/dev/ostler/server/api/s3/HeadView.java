// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.RequestHead;
import dev.ostler.sigv4.RequestView;
import java.util.Collection;
import java.util.List;

/** A request's head as the signature library sees it. */
record HeadView(RequestHead head) implements RequestView {
    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String rawPath() {
        return head.rawPath();
    }

    @Override
    public String rawQuery() {
        return head.rawQuery();
    }

    @Override
    public List<String> headers(String lowerCaseName) {
        return head.headers(lowerCaseName);
    }

    @Override
    public Collection<String> headerNames() {
        return head.headerNames();
    }
}
