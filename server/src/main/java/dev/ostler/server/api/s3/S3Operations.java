// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Decoder;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.Route;
import dev.ostler.server.operation.Rule;
import java.io.IOException;
import java.util.Set;
import java.util.function.Function;

/** Makes entries of S3's table; each refuses headers that ask for what is not served before it decodes anything else. */
final class S3Operations {
    /** Assumed: {@code %2F} is part of the bucket's name, which is then none. */
    static final String BUCKET = "/{bucket}";

    static final String OBJECT = "/{bucket}/{key+}";

    private final S3Headers headers;

    S3Operations(S3Headers headers) {
        this.headers = headers;
    }

    /** An operation that needs no more than its input's target and the permissions of the catalogue. */
    <I> Operation<I> granted(
            String name,
            String nativeName,
            Route route,
            BodyKind body,
            Decoder<I> decoder,
            Function<I, Resource> target,
            Rule.GrantedAnswer<I> answer) {
        return granted(name, nativeName, route, body, decoder, target, Set.of(), answer);
    }

    <I> Operation<I> granted(
            String name,
            String nativeName,
            Route route,
            BodyKind body,
            Decoder<I> decoder,
            Function<I, Resource> target,
            Set<Permission> sometimes,
            Rule.GrantedAnswer<I> answer) {
        return operation(name, nativeName, route, body, decoder, new Rule.Granted<>(target, sometimes, answer));
    }

    <I> Operation<I> operation(
            String name, String nativeName, Route route, BodyKind body, Decoder<I> decoder, Rule<I> rule) {
        return new Operation<>(
                Api.S3,
                name,
                nativeName,
                route,
                body,
                call -> checked(call, decoder),
                rule,
                "Amazon S3 API reference, " + name);
    }

    private <I> I checked(Call call, Decoder<I> decoder) throws IOException {
        headers.check(call);
        return decoder.decode(call);
    }
}
