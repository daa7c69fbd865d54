// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.Optional;

/** What can be said of anything that has a name. */
public record Details(String description, Tags tags, long createdAtMillis) {
    /** Throws InvalidParameter or LimitExceeded. */
    static Details of(String description, Tags tags, long createdAtMillis) {
        Rules.checkDescription(description);
        Rules.checkTags(tags);
        return new Details(description, tags, createdAtMillis);
    }

    /** With what is given in place of what was. Throws InvalidParameter or LimitExceeded. */
    Details updated(Optional<String> newDescription, Optional<Tags> newTags) {
        return of(newDescription.orElse(description), newTags.orElse(tags), createdAtMillis);
    }

    void write(ValueWriter out) {
        out.text(description);
        tags.write(out);
        out.number(createdAtMillis);
    }

    static Details read(ValueReader in) {
        return new Details(in.text(), Tags.read(in), in.number());
    }
}
