// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Reasons;
import dev.ostler.iam.decision.StatementId;
import dev.ostler.iam.explanation.Explanation.Missing;
import dev.ostler.iam.language.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the maps and lists of which an explanation's JSON consists. */
final class ExplanationJson {
    private ExplanationJson() {}

    static Map<String, Object> of(Explanation explanation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "needed",
                explanation.needed().stream()
                        .map(together -> together.stream().map(Permission::name).toList())
                        .toList());
        explanation.because().ifPresent(it -> json.put("because", it));
        json.put("groups", explanation.groups());
        json.put(
                "granted",
                explanation.granted().stream().map(ExplanationJson::granted).toList());
        json.put(
                "missing",
                explanation.missing().stream()
                        .map(it -> missing(explanation, it))
                        .toList());
        json.put("statementsInForce", explanation.statementsInForce());
        json.put(
                "choices",
                explanation.assumed().stream()
                        .map(it -> Map.of("choice", it.text(), "meaning", it.meaning()))
                        .toList());
        json.put("wouldAllow", remedy(explanation.remedy()));
        return json;
    }

    private static Map<String, Object> granted(Decision.Allowed allowed) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("permission", allowed.permission().name());
        switch (allowed.by()) {
            case Decision.Ground.Statement statement -> put(json, statement.id(), statement.span());
            case Decision.Ground.Agreement agreement -> {
                Map<String, Object> endorse = new LinkedHashMap<>();
                put(endorse, agreement.endorse().id(), agreement.endorse().span());
                Map<String, Object> admit = new LinkedHashMap<>();
                put(admit, agreement.admit().id(), agreement.admit().span());
                json.put("endorse", endorse);
                json.put("admit", admit);
            }
            case Decision.Ground.Named named -> json.put("by", named.name());
        }
        return json;
    }

    private static void put(Map<String, Object> json, StatementId id, Span span) {
        json.put("statement", id.toString());
        json.put("policyId", id.policyId());
        json.put("span", span(span));
    }

    private static Map<String, Object> span(Span span) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("start", span.start());
        json.put("end", span.end());
        return json;
    }

    private static Map<String, Object> missing(Explanation explanation, Missing missing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("permission", missing.permission().name());
        json.put(
                "nearest",
                explanation
                        .asked()
                        .map(asked -> missing.findings().stream()
                                .limit(Explanation.MAX_FINDINGS)
                                .map(it -> finding(asked, missing.permission(), it))
                                .toList())
                        .orElse(List.of()));
        json.put("notShown", Math.max(0, missing.findings().size() - Explanation.MAX_FINDINGS));
        return json;
    }

    private static Map<String, Object> finding(Reasons.Asked asked, Permission permission, Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("statement", finding.statement().toString());
        json.put("policyId", finding.statement().policyId());
        json.put("compartmentId", finding.compartmentId());
        json.put("text", finding.text());
        json.put("miss", finding.miss().getClass().getSimpleName());
        Map<String, Object> renamed = new LinkedHashMap<>();
        finding.renamed().forEach(it -> renamed.put(it.written(), it.now().orElse(null)));
        json.put("renamed", renamed);
        json.put(
                "fails",
                new MissWording(asked, permission)
                        .remarks(finding).stream()
                                .map(it -> {
                                    Map<String, Object> remark = new LinkedHashMap<>();
                                    remark.put("part", it.span().of(finding.text()));
                                    remark.put("span", span(it.span()));
                                    remark.put("because", it.text());
                                    return remark;
                                })
                                .toList());
        return json;
    }

    private static Map<String, Object> remedy(Remedy remedy) {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (remedy) {
            case Remedy.Allow allow -> json.put("statement", allow.statement());
            case Remedy.Withdraw withdraw -> {
                json.put(
                        "withdraw",
                        withdraw.denies().stream().map(StatementId::toString).toList());
                withdraw.allow().ifPresent(allow -> json.put("statement", allow.statement()));
            }
            case Remedy.Agree _ -> json.put("endorseAndAdmit", true);
            case Remedy.None _ -> {}
        }
        return json;
    }
}
