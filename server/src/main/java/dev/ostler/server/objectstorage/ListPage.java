// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.objectstorage;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param commonPrefixes each once, in order
 * @param last the last entry of the page, a name or a common prefix, when more follow: where the next page begins after
 */
public record ListPage<E>(List<E> entries, List<String> commonPrefixes, Optional<String> last) {
    public boolean isTruncated() {
        return last.isPresent();
    }

    /** An object in a listing. */
    public record ListedObject(String name, ObjectRow.Summary summary) {}
}
