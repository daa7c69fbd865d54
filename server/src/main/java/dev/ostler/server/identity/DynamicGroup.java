// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.Map;

/** Resources whom policies name together: those that match a rule. */
public record DynamicGroup(String id, String tenancyId, String name, String matchingRule, Details details)
        implements Row {
    /** Whether a resource of these attributes, by name in lower case, is in it. */
    public boolean has(Map<String, String> attributes) {
        return MatchingRule.parse(matchingRule).matches(attributes);
    }

    @Override
    public String ownerId() {
        return tenancyId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<DynamicGroup> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(DynamicGroup row, ValueWriter out) {
            out.version(1).text(row.id).text(row.tenancyId).text(row.name).text(row.matchingRule);
            row.details.write(out);
        }

        @Override
        public DynamicGroup read(ValueReader in) {
            in.version(1);
            return new DynamicGroup(in.text(), in.text(), in.text(), in.text(), Details.read(in));
        }
    };
}
