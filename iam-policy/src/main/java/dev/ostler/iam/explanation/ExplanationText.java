// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.explanation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Finding;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.Reasons;
import dev.ostler.iam.explanation.Explanation.Missing;
import dev.ostler.iam.language.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays an explanation out in lines: what was needed, what came near, what is assumed, what would allow it. */
final class ExplanationText {
    /** Of a longer statement what is around the caret is shown. */
    private static final int MAX_STATEMENT_CHARS = 140;

    private static final int CHARS_BEFORE_CARET = 60;
    private static final String CUT = "...";

    private final Explanation explanation;
    private final boolean all;

    ExplanationText(Explanation explanation, boolean all) {
        this.explanation = explanation;
        this.all = all;
    }

    /** A statement that came near one or several of the permissions, and what is said of it. */
    private record Near(Finding finding, List<ExplanationLine> lines) {}

    List<ExplanationLine> lines(int maxLines) {
        var lines = new ArrayList<ExplanationLine>();
        lines.add(needed());
        if (!explanation.granted().isEmpty()) {
            lines.add(granted());
        }
        List<ExplanationLine> assumed = explanation.assumed().stream()
                .map(Switches.Choice::meaning)
                .map(it -> new ExplanationLine("assumed", it))
                .toList();
        List<ExplanationLine> remedy = remedy();

        List<Near> near = near();
        int room = maxLines - lines.size() - 1 - assumed.size() - remedy.size();
        var shown = new HashSet<String>();
        for (Near one : near) {
            if (all || shown.isEmpty() || one.lines().size() <= room) {
                lines.addAll(one.lines());
                room -= one.lines().size();
                shown.add(one.finding().statement().toString());
            } else {
                break;
            }
        }
        lines.add(others(shown));
        lines.addAll(assumed);
        lines.addAll(remedy);
        return lines;
    }

    private ExplanationLine needed() {
        String alternatives = explanation.needed().stream()
                .map(together -> names(together, " and "))
                .collect(Collectors.joining(", or "));
        return new ExplanationLine(
                "needed",
                alternatives
                        + explanation.because().map(it -> ", because " + it).orElse(""));
    }

    private static String names(List<Permission> permissions, String between) {
        return permissions.stream().map(Permission::name).collect(Collectors.joining(between));
    }

    private ExplanationLine granted() {
        return new ExplanationLine(
                "granted",
                explanation.granted().stream()
                        .map(it -> it.permission() + " by " + ground(it.by()))
                        .collect(Collectors.joining(", ")));
    }

    static String ground(Decision.Ground ground) {
        return switch (ground) {
            case Decision.Ground.Statement statement -> statement.id().toString();
            case Decision.Ground.Agreement agreement ->
                agreement.endorse().id() + " with " + agreement.admit().id();
            case Decision.Ground.Named named -> named.name();
        };
    }

    /** In turns by permission, so that the first of each comes first; a statement that fails in one place is shown once. */
    private List<Near> near() {
        var near = new ArrayList<Near>();
        if (explanation.asked().isEmpty()) {
            return near;
        }
        Reasons.Asked asked = explanation.asked().get();
        var seen = new HashSet<Finding>();
        int most = explanation.missing().stream()
                .mapToInt(it -> findings(it).size())
                .max()
                .orElse(0);
        for (int i = 0; i < Math.min(most, Explanation.MAX_FINDINGS); i++) {
            for (Missing missing : explanation.missing()) {
                List<Finding> findings = findings(missing);
                if (i < findings.size() && seen.add(findings.get(i))) {
                    Finding finding = findings.get(i);
                    var wording = new MissWording(asked, missing.permission());
                    near.add(new Near(finding, lines(asked, finding, wording.remarks(finding))));
                }
            }
        }
        return near;
    }

    private List<Finding> findings(Missing missing) {
        return all ? missing.findings() : missing.nearMisses();
    }

    private List<ExplanationLine> lines(Reasons.Asked asked, Finding finding, List<MissWording.Remark> remarks) {
        var lines = new ArrayList<ExplanationLine>();
        lines.add(new ExplanationLine(
                label(finding.miss()),
                finding.statement() + " in " + MissWording.compartmentName(asked, finding.compartmentId())
                        + renamed(finding)));
        if (all && finding.text().length() > MAX_STATEMENT_CHARS) {
            lines.add(new ExplanationLine("", finding.text()));
        }
        int shown = all ? remarks.size() : 1;
        @Nullable Cut cut = null;
        for (int i = 0; i < shown; i++) {
            Span span = remarks.get(i).span();
            if (cut == null || !cut.holds(span)) {
                cut = Cut.around(finding.text(), span);
                lines.add(new ExplanationLine("", cut.text()));
            }
            int hidden = i == shown - 1 ? remarks.size() - shown : 0;
            String more = hidden > 0 ? "; " + hidden + " more of its tests " + (hidden == 1 ? "fails" : "fail") : "";
            lines.add(new ExplanationLine(
                    "", cut.caret(span) + " " + remarks.get(i).text() + more));
        }
        return lines;
    }

    private static String renamed(Finding finding) {
        return finding.renamed().isEmpty()
                ? ""
                : finding.renamed().stream()
                        .map(it -> it.written()
                                + it.now()
                                        .map(now -> " is called " + now + " now")
                                        .orElse(" is deleted"))
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String label(Miss miss) {
        return switch (miss) {
            case Miss.DenyHit _ -> "denied by";
            case Miss.OtherSubject _ -> "for others";
            case Miss.Overruled _,
                    Miss.Unanswered _,
                    Miss.ConditionFails _,
                    Miss.VerbTooLow _,
                    Miss.NotGiven _,
                    Miss.OtherCompartment _ -> "nearest";
        };
    }

    /**
     * A statement as far as it is shown.
     *
     * @param from where the shown part begins in it
     * @param to where it ends
     */
    private record Cut(String statement, int from, int to) {
        static Cut around(String statement, Span span) {
            if (statement.length() <= MAX_STATEMENT_CHARS) {
                return new Cut(statement, 0, statement.length());
            }
            int latest = statement.length() - MAX_STATEMENT_CHARS;
            int from = Math.clamp(span.start() - CHARS_BEFORE_CARET, 0, latest);
            int to = from + MAX_STATEMENT_CHARS;
            return new Cut(statement, notWithinPair(statement, from), notWithinPair(statement, to));
        }

        private static int notWithinPair(String text, int at) {
            boolean within = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
            return within ? at - 1 : at;
        }

        boolean holds(Span span) {
            return span.start() >= from && span.end() <= to;
        }

        String text() {
            return before() + statement.substring(from, to) + (to < statement.length() ? CUT : "");
        }

        private String before() {
            return from > 0 ? CUT : "";
        }

        String caret(Span span) {
            int start = Math.clamp(span.start(), from, to);
            int end = Math.clamp(span.end(), start, to);
            return " ".repeat(before().length() + statement.codePointCount(from, start))
                    + "^".repeat(Math.max(1, statement.codePointCount(start, end)));
        }
    }

    private ExplanationLine others(Set<String> shown) {
        if (explanation.asked().isEmpty()) {
            return new ExplanationLine("no policy", "applies to this caller");
        }
        int inForce = explanation.statementsInForce();
        if (inForce == 0) {
            return new ExplanationLine("no statement", "none is in force");
        }
        Set<String> near = explanation.missing().stream()
                .flatMap(it -> it.nearMisses().stream())
                .map(it -> it.statement().toString())
                .collect(Collectors.toSet());
        List<Finding> others = explanation.missing().getFirst().findings().stream()
                .filter(it -> it.miss() instanceof Miss.OtherSubject)
                .toList();
        int ofOthers = others.size();
        long hidden = near.stream().filter(it -> !shown.contains(it)).count();
        var text = new StringBuilder(inForce == 1 ? "1 statement in force" : inForce + " statements in force");
        if (hidden > 0) {
            text.append("; ").append(hidden).append(hidden == 1 ? " more misses" : " more miss");
        }
        if (ofOthers > 0) {
            text.append("; ")
                    .append(ofOthers)
                    .append(ofOthers == 1 ? " is" : " are")
                    .append(
                            others.stream().allMatch(ExplanationText::isAboutGroups)
                                    ? " for other groups"
                                    : " for others");
        }
        boolean cut =
                explanation.missing().stream().anyMatch(it -> it.findings().size() > Explanation.MAX_FINDINGS);
        if (all && cut) {
            text.append(" (the nearest ").append(Explanation.MAX_FINDINGS).append(" are shown)");
        } else if (!all && hidden + ofOthers > 0) {
            text.append(" (--all shows them)");
        }
        return new ExplanationLine(
                near.isEmpty() ? "no statement" : hidden > 0 ? "others" : "no others", text.toString());
    }

    private static boolean isAboutGroups(Finding finding) {
        return finding.miss() instanceof Miss.OtherSubject other && other.whom() == Miss.OtherSubject.Whom.USERS;
    }

    private List<ExplanationLine> remedy() {
        return switch (explanation.remedy()) {
            case Remedy.Allow allow -> List.of(new ExplanationLine("would allow it", allow.statement()));
            case Remedy.Withdraw withdraw -> {
                var lines = new ArrayList<ExplanationLine>();
                String denies = withdraw.denies().stream().map(Object::toString).collect(Collectors.joining(", "));
                String denying = withdraw.denies().size() == 1 ? " denies" : " deny";
                lines.add(new ExplanationLine(
                        "would allow it",
                        withdraw.allow().isEmpty()
                                ? "an exception in " + denies + ": while it" + denying + ", no statement helps"
                                : "an exception in " + denies + ", together with"));
                withdraw.allow().ifPresent(allow -> lines.add(new ExplanationLine("", allow.statement())));
                yield lines;
            }
            case Remedy.Agree _ ->
                List.of(new ExplanationLine(
                        "would allow it",
                        "an endorse statement in the caller's tenancy together with an admit statement in this one"));
            case Remedy.None _ -> List.of();
        };
    }
}
