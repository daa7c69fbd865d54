// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.operation.Assumption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was assumed of a request that was served. */
record ServedOnAssumption(Assumption assumption) implements Explained {
    @Override
    public Instant at() {
        return assumption.at();
    }

    @Override
    public String text(boolean all) {
        var text = new ExplainedText(new ExplainedText.Title(
                "SERVED",
                assumption.operation(),
                assumption.resource(),
                assumption.caller(),
                assumption.at(),
                assumption.requestId()));
        text.line("the client saw", Integer.toString(assumption.status()));
        assumption.assumed().forEach(what -> text.line("assumed", what));
        return text.toString();
    }

    @Override
    public Map<String, Object> json(boolean all) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requestId", assumption.requestId());
        json.put("at", assumption.at().toString());
        json.put("operation", assumption.operation());
        json.put("resource", assumption.resource());
        json.put("caller", assumption.caller());
        json.put("status", assumption.status());
        json.put("assumed", assumption.assumed());
        return json;
    }
}
