// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.Collection;
import java.util.List;

/** A request as received: raw, one char per byte (ISO-8859-1). */
public interface RequestView {
    String method();

    /** Before the question mark, as sent. */
    String rawPath();

    /** After the question mark, as sent; empty when there is none. */
    String rawQuery();

    /** The values of a header in the order received. */
    List<String> headers(String lowerCaseName);

    /** Lower case, each once. */
    Collection<String> headerNames();
}
