// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.operation.Finding;
import dev.ostler.server.operation.Investigator;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Why one request was refused.
 *
 * @param cause what is wrong, as far as it can be told
 * @param fix what to do about it, when that is known
 */
record Explanation(Refusal refusal, String cause, Optional<String> fix) implements Explained {
    static Explanation of(Refusal refusal, Investigator investigator) {
        Optional<Finding> finding = investigator.investigate(refusal);
        return new Explanation(
                refusal,
                finding.map(Finding::cause).orElseGet(() -> Reasons.of(refusal.problem())),
                finding.map(Finding::fix));
    }

    @Override
    public Instant at() {
        return refusal.at();
    }

    /** {@code all} shows the request as it came, without what proves anything. */
    @Override
    public String text(boolean all) {
        var text = ExplainedText.of(refusal);
        text.line("the client saw", refusal.status() + " " + refusal.code());
        text.line("cause", cause);
        refusal.assumed().forEach(what -> text.line("assumed", what));
        fix.ifPresent(advice -> text.line("fix", advice));
        if (all) {
            new ShownRequest(refusal.head()).addTo(text);
        }
        return text.toString();
    }

    @Override
    public Map<String, Object> json(boolean all) {
        Map<String, Object> json = RefusalJson.of(refusal, cause, fix);
        if (all) {
            json.put("request", new ShownRequest(refusal.head()).json());
        }
        return json;
    }
}
