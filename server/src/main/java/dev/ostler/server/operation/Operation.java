// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

/**
 * One entry of an API. Every part is required, so an operation nobody thought about guarding does not compile.
 *
 * @param name as this API calls it
 * @param nativeName as OCI calls it: the row of the permission catalogue
 * @param source where its behaviour is documented
 * @param answersAtOnce its answer takes no more than a few reads of rows, so that it may be made on an event loop
 */
public record Operation<I>(
        Api api,
        String name,
        String nativeName,
        Route route,
        BodyKind body,
        Decoder<I> decoder,
        Rule<I> rule,
        String source,
        boolean answersAtOnce) {

    public Operation(
            Api api,
            String name,
            String nativeName,
            Route route,
            BodyKind body,
            Decoder<I> decoder,
            Rule<I> rule,
            String source) {
        this(api, name, nativeName, route, body, decoder, rule, source, false);
    }

    /** This operation, whose answer takes no more than a few reads of rows. */
    public Operation<I> atOnce() {
        return new Operation<>(api, name, nativeName, route, body, decoder, rule, source, true);
    }
}
