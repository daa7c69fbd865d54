// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A form on its way to the server, once. */
final class Upload {
    private static final long MIB = 1 << 20;

    private final BootstrapForm form;
    private final AtomicLong sentBytes = new AtomicLong();
    private volatile Optional<IOException> failure = Optional.empty();

    Upload(BootstrapForm form) {
        this.form = form;
    }

    /** As the body of a request. It waits until the server wants it: whoever is refused sends nothing. */
    HttpRequest.Builder in(HttpRequest.Builder request) {
        return request.POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(this::open), form.lengthBytes()))
                .header("content-type", form.contentType())
                .version(HttpClient.Version.HTTP_1_1)
                .expectContinue(true);
    }

    private InputStream open() {
        return new FilterInputStream(form.open()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                try {
                    int read = in.read(into, offset, length);
                    sentBytes.addAndGet(Math.max(read, 0));
                    return read;
                } catch (IOException e) {
                    failure = Optional.of(e);
                    throw e;
                }
            }
        };
    }

    /** What kept a file from being read. The client for HTTP does not tell: to it the body ended early. */
    Optional<IOException> failure() {
        return failure;
    }

    /** How far it is, in a line. */
    String progress() {
        long sent = sentBytes.get();
        return sent == form.lengthBytes()
                ? "all is sent; the server applies it"
                : sent / MIB + " of " + form.lengthBytes() / MIB + " MiB sent";
    }
}
