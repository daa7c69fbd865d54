// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Admit;
import dev.ostler.iam.language.Statement.Associate;
import dev.ostler.iam.language.Statement.Define;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Endorse;
import dev.ostler.iam.language.Statement.Grant;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.Ocid;
import dev.ostler.iam.language.Statement.Scope;
import dev.ostler.iam.language.Statement.Subject;
import dev.ostler.iam.language.Statement.VerbRef;
import dev.ostler.iam.language.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a statement from its start word to its end; subjects and conditions have readers of their own.
 *
 * <p>Where a part is wrong, a stand-in takes its place and reading goes on at the next word that begins a part: a text with
 * errors has no statement, so nobody ever sees the stand-in.
 */
final class StatementParser {
    private static final String[] START_WORDS = {"Allow", "Deny", "Define", "Endorse", "Admit", "Associate"};
    private static final String[] VERBS = Arrays.stream(Verb.values())
            .map(it -> it.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new);

    private final TokenReader tokens;
    private final Vocabulary vocabulary;
    private final SubjectParser subjects;
    private final int start;

    StatementParser(TokenReader tokens, Vocabulary vocabulary) {
        this.tokens = tokens;
        this.vocabulary = vocabulary;
        this.subjects = new SubjectParser(tokens);
        this.start = tokens.peek().start();
    }

    Statement statement() {
        Statement statement = switch (startWord()) {
            case "deny" -> deny();
            case "define" -> define();
            case "endorse" -> endorse(Effect.ALLOW);
            case "admit" -> admit(Effect.ALLOW);
            case "associate" -> associate();
            default -> grant(Effect.ALLOW);
        };
        end();
        return statement;
    }

    /** The word that says of which kind the statement is, in lower case; the likeliest one when it is not there. */
    private String startWord() {
        Token word = tokens.peek();
        if (word.isOneOf(START_WORDS)) {
            return tokens.next().text().toLowerCase(Locale.ROOT);
        }
        String expected = "`Allow`, `Deny`, `Define`, `Endorse` or `Admit`";
        if (word.is(Kind.WORD) && !subjects.isAtSubject(0)) {
            Optional<String> meant = Suggestions.keyword(word.text(), START_WORDS);
            tokens.error(expected, "", meant.map(tokens::replaceNext));
            if (meant.isPresent() || subjects.isAtSubject(1)) {
                tokens.next();
                return meant.orElse("Allow").toLowerCase(Locale.ROOT);
            }
        } else if (subjects.isAtSubject(0)) {
            tokens.error(expected, "", tokens.insertBefore("Allow "));
            return "allow";
        } else {
            tokens.error(expected, "");
        }
        tokens.skipTo();
        return "associate";
    }

    private Statement deny() {
        if (tokens.skipWord("endorse")) {
            return endorse(Effect.DENY);
        }
        return tokens.skipWord("admit") ? admit(Effect.DENY) : grant(Effect.DENY);
    }

    private Grant grant(Effect effect) {
        Subject subject = subjects.subject();
        Action action = action();
        Location location = location();
        Optional<Condition> where = where();
        return new Grant(effect, subject, action, location, where, tokens.since(start));
    }

    private Endorse endorse(Effect effect) {
        Subject subject = subjects.subject();
        Action action = action();
        Scope scope = scope();
        Optional<Condition> where = where();
        return new Endorse(effect, subject, action, scope, where, tokens.since(start));
    }

    private Admit admit(Effect effect) {
        Subject subject = subjects.subject();
        Optional<Name> of = tokens.skipWord("of") ? tenancyOf(subject) : Optional.empty();
        Action action = action();
        Location location = location();
        Optional<Condition> where = where();
        return new Admit(effect, subject, of, action, location, where, tokens.since(start));
    }

    private Optional<Name> tenancyOf(Subject subject) {
        if (tokens.atWord("any-tenancy")) {
            if (!(subject instanceof Subject.AnyUser || subject instanceof Subject.AnyGroup)) {
                tokens.error("`tenancy` and its alias", "only any-user and any-group can be of any tenancy");
            }
            tokens.next();
            return Optional.empty();
        }
        return Optional.of(tenancyAlias());
    }

    private Name tenancyAlias() {
        if (!tokens.skipWord("tenancy")) {
            tokens.error("`tenancy` and its alias", "", tokens.insertBefore("tenancy "));
        }
        return name("the alias of a tenancy, as a Define statement of the same policy has it", "to", "in", "where");
    }

    private Define define() {
        Define.Kind kind = switch (tokens.peek().text().toLowerCase(Locale.ROOT)) {
            case "group" -> Define.Kind.GROUP;
            case "dynamic-group" -> Define.Kind.DYNAMIC_GROUP;
            case "compartment" -> Define.Kind.COMPARTMENT;
            default -> Define.Kind.TENANCY;
        };
        if (tokens.atWord("tenancy", "group", "dynamic-group", "compartment")) {
            tokens.next();
        } else {
            Token word = tokens.peek();
            tokens.error(
                    "`tenancy`, `group`, `dynamic-group` or `compartment`",
                    "",
                    Suggestions.keyword(word.text(), "tenancy", "group", "dynamic-group", "compartment")
                            .map(tokens::replaceNext));
            if (word.is(Kind.WORD) && !tokens.peek(1).is("as")) {
                tokens.next();
            }
        }
        Name alias = name("a name", "as");
        if (!tokens.skipWord("as")) {
            if (tokens.atWord("is") || tokens.at(Kind.EQUALS)) {
                tokens.error("`as`", "", tokens.replaceNext("as"));
                tokens.next();
            } else if (tokens.peek().isOcid()) {
                tokens.error("`as`", "", tokens.insertBefore("as "));
            } else {
                tokens.error("`as` and an OCID", "");
                tokens.skipTo();
                return new Define(kind, alias, new Ocid("", tokens.peek().span()), tokens.since(start));
            }
        }
        tokens.skipWord("id");
        return new Define(kind, alias, subjects.ocid(), tokens.since(start));
    }

    private Associate associate() {
        while (!tokens.at(Kind.END)) {
            tokens.next();
        }
        Span span = tokens.since(start);
        return new Associate(tokens.textOf(span), span);
    }

    private Action action() {
        if (!tokens.skipWord("to") && !tokens.at(Kind.LEFT_BRACE) && !missingTo()) {
            Span nothing = new Span(tokens.peek().start(), tokens.peek().start());
            return new Action.Permissions(List.of(), Optional.empty(), nothing);
        }
        return tokens.at(Kind.LEFT_BRACE) ? permissions() : verbOnType();
    }

    /** Says so; true when an action may follow nevertheless. */
    private boolean missingTo() {
        Token found = tokens.peek();
        if (isVerb(found)) {
            tokens.error("`to`", "", tokens.insertBefore("to "));
            return true;
        }
        if (found.is(Kind.WORD) && found.text().length() <= 3 && isVerb(tokens.peek(1))) {
            tokens.error("`to`", "", tokens.replaceNext("to"));
            tokens.next();
            return true;
        }
        tokens.error("`to`", "", subjects.quotedNameUpTo("to"));
        tokens.skipTo("to", "in", "where");
        return tokens.skipWord("to");
    }

    private static boolean isVerb(Token token) {
        return token.isOneOf(VERBS);
    }

    private Action verbOnType() {
        int from = tokens.peek().start();
        VerbRef verb = verb();
        if (tokens.at(Kind.COMMA) && isVerb(tokens.peek(1))) {
            severalVerbs(verb);
        }
        Name type = type();
        return new Action.VerbOnType(verb, type, tokens.since(from));
    }

    private void severalVerbs(VerbRef first) {
        Token comma = tokens.peek();
        Verb strongest = first.verb();
        while (tokens.at(Kind.COMMA) || isVerb(tokens.peek())) {
            Token token = tokens.next();
            for (Verb verb : Verb.values()) {
                strongest = token.is(verb.name()) && verb.compareTo(strongest) > 0 ? verb : strongest;
            }
        }
        Fix fix = new Fix(tokens.since(first.span().start()), strongest.name().toLowerCase(Locale.ROOT));
        tokens.error(comma.span(), "one verb", "each verb includes those before it", Optional.of(fix));
    }

    private VerbRef verb() {
        Token word = tokens.peek();
        for (Verb verb : Verb.values()) {
            if (word.is(verb.name())) {
                return new VerbRef(verb, tokens.next().span());
            }
        }
        String expected = "a verb: `inspect`, `read`, `use` or `manage`";
        boolean isType = vocabulary.hasType(word.text()) || tokens.peek(1).isOneOf("in", "on");
        if (word.is(Kind.WORD) && !word.isOneOf("in", "where") && !isType) {
            tokens.error(expected, "", Suggestions.keyword(word.text(), VERBS).map(tokens::replaceNext));
            tokens.next();
        } else {
            tokens.error(expected, "");
        }
        return new VerbRef(Verb.INSPECT, word.span());
    }

    private Name type() {
        Token word = tokens.peek();
        if (word.is(Kind.WORD) && !word.isOneOf("in", "where")) {
            tokens.next();
            checkType(word);
            if (tokens.at(Kind.COMMA) || tokens.atWord("and")) {
                tokens.error("`in`", "a statement has one resource type or family; write one statement for each");
                skipToLocation();
            }
            return new Name(word.text(), false, word.span());
        }
        String expected = "a resource type such as `objects` or `object-family`";
        if (word.is(Kind.STRING) && Lexer.isBareWord(word.text())) {
            tokens.error(expected, "types have no quotes", tokens.replaceNext(word.text()));
            tokens.next();
        } else {
            tokens.error(expected, "");
            skipToLocation();
        }
        return new Name("", false, word.span());
    }

    private void checkType(Token word) {
        String type = word.text();
        if (vocabulary.types().isEmpty() || vocabulary.hasType(type)) {
            return;
        }
        Optional<String> meant = vocabulary.hasTypeElsewhere(type)
                ? Optional.empty()
                : Optional.of(type.toLowerCase(Locale.ROOT) + "s")
                        .filter(vocabulary::hasType)
                        .or(() -> Suggestions.nearest(type, vocabulary.types()));
        if (meant.isPresent()) {
            boolean singular = meant.get().equalsIgnoreCase(type + "s");
            tokens.error(
                    word.span(),
                    "`" + meant.get() + "`",
                    singular ? "resource types are plural" : "there is no resource type of this name",
                    Optional.of(new Fix(word.span(), meant.get())));
        } else {
            tokens.warning(
                    word.span(),
                    "a type of Object Storage or Identity",
                    "a type of another service grants nothing here",
                    Optional.empty());
        }
    }

    private void skipToLocation() {
        tokens.skipTo("in", "where");
    }

    private Action permissions() {
        int from = tokens.next().start();
        List<Name> permissions = new ArrayList<>();
        if (tokens.at(Kind.RIGHT_BRACE)) {
            tokens.error("a permission such as `OBJECT_READ`", "");
        }
        while (!tokens.at(Kind.RIGHT_BRACE) && !atEndOfPermissions()) {
            permission().ifPresent(permissions::add);
            if (tokens.skip(Kind.COMMA)) {
                if (tokens.at(Kind.RIGHT_BRACE)) {
                    tokens.error("a permission", "", new Fix(tokens.last().span(), ""));
                }
            } else if (tokens.at(Kind.WORD) && !atEndOfPermissions()) {
                tokens.error("`,`", "", tokens.insertAfter(","));
            } else if (!tokens.at(Kind.RIGHT_BRACE) && !atEndOfPermissions()) {
                tokens.error("`,` or `}`", "");
                skipInPermissions();
            }
        }
        if (!tokens.skip(Kind.RIGHT_BRACE)) {
            tokens.error("`}`", "", tokens.insertAfter("}"));
        }
        checkCount(permissions, new Span(from, tokens.last().end()));
        Token type = tokens.peek();
        Optional<Name> onType = Optional.empty();
        if (type.is(Kind.WORD) && !type.isOneOf("in", "on", "where", "tenancy", "compartment")) {
            onType = Optional.of(type());
        }
        return new Action.Permissions(List.copyOf(permissions), onType, tokens.since(from));
    }

    private boolean atEndOfPermissions() {
        return tokens.at(Kind.END) || tokens.atWord("in", "where");
    }

    private void skipInPermissions() {
        while (!tokens.at(Kind.COMMA) && !tokens.at(Kind.RIGHT_BRACE) && !atEndOfPermissions()) {
            tokens.next();
        }
        tokens.skip(Kind.COMMA);
    }

    private Optional<Name> permission() {
        Token word = tokens.peek();
        if (word.is(Kind.COMMA)) {
            tokens.error("a permission", "", tokens.replaceNext(""));
            return Optional.empty();
        }
        if (word.is(Kind.WORD)) {
            checkPermission(word);
        } else if (word.is(Kind.STRING) && Lexer.isBareWord(word.text())) {
            tokens.error("a permission without quotes", "", tokens.replaceNext(word.text()));
        } else {
            tokens.error("a permission", "");
        }
        tokens.next();
        return Optional.of(new Name(word.text(), false, word.span()));
    }

    private void checkPermission(Token word) {
        if (vocabulary.permissions().isEmpty() || vocabulary.hasPermission(word.text())) {
            return;
        }
        Optional<String> meant = Suggestions.nearest(word.text(), vocabulary.permissions());
        if (meant.isPresent()) {
            tokens.error(
                    word.span(),
                    "`" + meant.get() + "`",
                    "there is no permission of this name",
                    Optional.of(new Fix(word.span(), meant.get())));
        } else {
            tokens.warning(
                    word.span(),
                    "a permission of Object Storage or Identity",
                    "a permission of another service grants nothing here",
                    Optional.empty());
        }
    }

    private void checkCount(List<?> entries, Span span) {
        if (entries.size() > Limits.MAX_LIST_ENTRIES) {
            tokens.error(
                    span, "at most " + Limits.MAX_LIST_ENTRIES + " entries", "the list is too long", Optional.empty());
        }
    }

    /** Takes the word {@code in}; false when there is no location. */
    private boolean in(String whole, String likely) {
        if (tokens.skipWord("in")) {
            return true;
        }
        Token found = tokens.peek();
        if (found.is(Kind.END) || found.is("where")) {
            tokens.error(whole, "a statement says where it holds", tokens.insertAfter(" " + likely));
            return false;
        }
        if (found.isOneOf("tenancy", "compartment", "any-tenancy")) {
            tokens.error("`in`", "", tokens.insertBefore("in "));
            return true;
        }
        if (found.is(Kind.WORD) && tokens.peek(1).isOneOf("tenancy", "compartment", "any-tenancy")) {
            tokens.error("`in`", "", tokens.replaceNext("in"));
            tokens.next();
            return true;
        }
        tokens.error("`in`", "");
        skipToLocation();
        return tokens.skipWord("in");
    }

    private Location location() {
        if (!in("`in tenancy` or `in compartment` and its name", "in tenancy")) {
            return new Location.Tenancy(tokens.peek().span());
        }
        return place();
    }

    private Location place() {
        Token word = tokens.peek();
        if (word.is("tenancy")) {
            return new Location.Tenancy(tokens.next().span());
        }
        if (word.is("compartment")) {
            tokens.next();
            return compartment(word.start());
        }
        String expected = "`tenancy` or `compartment` and its name";
        if (word.is("any-tenancy")) {
            tokens.error(expected, "only Endorse reaches into any tenancy", tokens.replaceNext("tenancy"));
            tokens.next();
        } else if (word.isOcid()) {
            boolean root = word.text().regionMatches(true, 0, "ocid1.tenancy.", 0, 14);
            tokens.error(expected, "", tokens.replaceNext(root ? "tenancy" : "compartment id " + word.text()));
            tokens.next();
        } else if ((word.is(Kind.WORD) && !word.is("where")) || word.is(Kind.STRING)) {
            Optional<String> near =
                    Suggestions.keyword(word.text(), "tenancy", "compartment").filter(it -> word.is(Kind.WORD));
            tokens.error(
                    expected, "", near.map(tokens::replaceNext).orElseGet(() -> tokens.insertBefore("compartment ")));
            if (near.isPresent()) {
                tokens.next();
            }
            if (near.isEmpty() || near.get().equals("compartment")) {
                return compartment(word.start());
            }
        } else {
            tokens.error(expected, "");
            tokens.skipTo("where");
        }
        return new Location.Tenancy(word.span());
    }

    /** What follows the word {@code compartment}. */
    private Location compartment(int from) {
        if (tokens.atWord("id") && !tokens.peek(1).is(Kind.COLON)) {
            tokens.next();
            return new Location.CompartmentId(subjects.ocidAfterId(), tokens.since(from));
        }
        if (tokens.peek().isOcid() && !tokens.peek(1).is(Kind.COLON)) {
            tokens.error("`id` before an OCID", "", tokens.insertBefore("id "));
            return new Location.CompartmentId(subjects.ocid(), tokens.since(from));
        }
        List<Name> segments = new ArrayList<>();
        do {
            segments.add(name("the name of a compartment", "where", "of"));
            if (tokens.at(Kind.SLASH)) {
                tokens.error("`:` between compartments", "", tokens.replaceNext(":"));
            }
        } while (tokens.skip(Kind.COLON) || tokens.skip(Kind.SLASH));
        if (tokens.at(Kind.WORD) && !tokens.atWord("where", "of")) {
            subjects.quotedNameUpTo("where").ifPresent(fix -> {
                tokens.error("`where` or the end", "", fix);
                tokens.skipTo("where");
            });
        }
        Span span = tokens.since(from);
        checkCount(segments, span);
        return new Location.CompartmentPath(List.copyOf(segments), span);
    }

    private Scope scope() {
        Token first = tokens.peek(tokens.atWord("in") ? 1 : 0);
        if (!in("`in any-tenancy`, or `in tenancy` and an alias", "in any-tenancy")) {
            return new Scope.AnyTenancy(tokens.peek().span());
        }
        if (tokens.atWord("any-tenancy")) {
            return new Scope.AnyTenancy(tokens.next().span());
        }
        if (tokens.skipWord("tenancy")) {
            Name alias = name("the alias of a tenancy, as a Define statement of the same policy has it", "where");
            return new Scope.OfTenancy(alias, tokens.since(first.start()));
        }
        if (tokens.atWord("compartment")) {
            Location compartment = place();
            if (!tokens.skipWord("of")) {
                tokens.error("`of tenancy` and its alias", "");
                return new Scope.AnyTenancy(first.span());
            }
            return new Scope.CompartmentOfTenancy(compartment, tenancyAlias(), tokens.since(first.start()));
        }
        tokens.error("`any-tenancy`, or `tenancy` and an alias", "");
        tokens.skipTo("where");
        return new Scope.AnyTenancy(first.span());
    }

    /** A word, or a text in quotes. One of the words that follow is not taken for it, unless it is followed by itself. */
    private Name name(String expected, String... following) {
        Token token = tokens.peek();
        boolean isWord = token.is(Kind.WORD) && !token.isOneOf(following);
        if (isWord || (token.is(Kind.STRING) && !token.text().isEmpty())) {
            return tokens.nextName();
        }
        tokens.error(expected, "");
        if (token.is(Kind.STRING)) {
            tokens.next();
        }
        return new Name("", false, token.span());
    }

    private Optional<Condition> where() {
        if (tokens.at(Kind.END)) {
            return Optional.empty();
        }
        ConditionParser conditions = new ConditionParser(tokens, vocabulary);
        if (!tokens.skipWord("where")) {
            Token found = tokens.peek();
            if (conditions.isAtCondition(0)) {
                tokens.error("`where`", "", tokens.insertBefore("where "));
            } else if (found.is(Kind.WORD) && conditions.isAtCondition(1)) {
                tokens.error("`where`", "", tokens.replaceNext("where"));
                tokens.next();
            } else {
                tokens.error("`where` or the end", "", trailing());
                tokens.skipTo("where");
                if (!tokens.skipWord("where")) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(conditions.whole());
    }

    private void end() {
        if (!tokens.at(Kind.END)) {
            tokens.error("the end", "", trailing());
        }
    }

    /** What stands behind a statement is deleted when it is only marks. */
    private Optional<Fix> trailing() {
        int from = tokens.peek().start();
        for (int ahead = 0; ; ahead++) {
            Token token = tokens.peek(ahead);
            switch (token.kind()) {
                case END -> {
                    return Optional.of(new Fix(new Span(from, token.end()), ""));
                }
                case RIGHT_BRACE, RIGHT_PARENTHESIS, COMMA, STRAY, COLON -> {}
                case WORD, STRING, PATTERN, LEFT_BRACE, LEFT_PARENTHESIS, EQUALS, NOT_EQUALS, NOT, SLASH -> {
                    return Optional.empty();
                }
            }
        }
    }
}
