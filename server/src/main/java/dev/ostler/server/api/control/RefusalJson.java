// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.operation.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the JSON of every explained refusal begins with. */
final class RefusalJson {
    private RefusalJson() {}

    /** To be added to. */
    static Map<String, Object> of(Refusal refusal, String cause, Optional<String> fix) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requestId", refusal.requestId());
        json.put("at", refusal.at().toString());
        json.put("operation", refusal.operation());
        json.put("resource", refusal.resource());
        json.put("caller", refusal.caller());
        json.put("status", refusal.status());
        json.put("code", refusal.code());
        json.put("problem", refusal.problem().getClass().getSimpleName());
        json.put("cause", cause);
        json.put("assumed", refusal.assumed());
        json.put("fix", fix.orElse(null));
        return json;
    }
}
