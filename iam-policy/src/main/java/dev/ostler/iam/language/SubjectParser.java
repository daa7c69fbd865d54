// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.Ocid;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Subject;
import dev.ostler.iam.language.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads who a statement is about. */
final class SubjectParser {
    private static final String[] KINDS = {"group", "dynamic-group", "service", "any-user", "any-group"};

    /** How far a name with blanks may go on. */
    private static final int MAX_WORDS_OF_A_NAME = 8;

    private final TokenReader tokens;

    SubjectParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** Whether a subject begins so many tokens from here. */
    boolean isAtSubject(int ahead) {
        return tokens.peek(ahead).isOneOf(KINDS);
    }

    Subject subject() {
        Token kind = tokens.peek();
        if (!isAtSubject(0)) {
            kind = wrongKind(kind);
        }
        if (kind.is("any-user")) {
            tokens.next();
            return alone(new Subject.AnyUser(kind.span()));
        }
        if (kind.is("any-group")) {
            tokens.next();
            return alone(new Subject.AnyGroup(kind.span()));
        }
        if (kind.is("service")) {
            tokens.next();
            List<Name> services = new ArrayList<>();
            list(kind, () -> services.add(name("the name of a service")));
            return new Subject.Services(List.copyOf(services), tokens.since(kind.start()));
        }
        boolean dynamic = kind.is("dynamic-group");
        if (dynamic || kind.is("group")) {
            tokens.next();
        }
        List<PrincipalRef> groups = new ArrayList<>();
        if (dynamic || kind.is("group") || isAtName(0)) {
            list(kind, () -> groups.add(ref(!groups.isEmpty() && groups.getLast() instanceof PrincipalRef.ById)));
        }
        Span span = tokens.since(kind.start());
        return dynamic
                ? new Subject.DynamicGroups(List.copyOf(groups), span)
                : new Subject.Groups(List.copyOf(groups), span);
    }

    /** Says so, and takes the wrong word when another one follows it. */
    private Token wrongKind(Token word) {
        String expected = "`group`, `dynamic-group`, `service`, `any-user` or `any-group`";
        if (!isAtName(0)) {
            tokens.error(expected, "");
            return word;
        }
        if (word.is("user")) {
            tokens.error(
                    expected,
                    "statements are about groups; a single user is `any-user` with request.user.name or"
                            + " request.user.id in its condition");
        } else {
            Optional<String> near = word.is(Kind.WORD) ? Suggestions.keyword(word.text(), KINDS) : Optional.empty();
            tokens.error(expected, "", near.map(tokens::replaceNext).orElseGet(() -> tokens.insertBefore("group ")));
            if (near.isEmpty()) {
                return word;
            }
        }
        tokens.next();
        return word;
    }

    private Subject alone(Subject subject) {
        if (tokens.at(Kind.COMMA)) {
            tokens.error("`to`", "it is already everybody; a second subject needs a statement of its own");
            tokens.skipTo("to", "of", "in", "where");
        }
        return subject;
    }

    private void list(Token kind, Runnable entry) {
        int entries = 0;
        do {
            while (tokens.at(Kind.COMMA)) {
                tokens.error("a name", "", tokens.replaceNext(""));
                tokens.next();
            }
            if (entries > 0 && isAtSubject(0) && isAtName(1)) {
                secondKind(kind);
            }
            if (tokens.last().is(Kind.COMMA) && !isAtName(0)) {
                tokens.error("a name", "", new Fix(tokens.last().span(), ""));
            } else {
                entry.run();
            }
            entries++;
        } while (tokens.skip(Kind.COMMA));
        if (entries > Limits.MAX_LIST_ENTRIES) {
            tokens.error(
                    tokens.since(kind.start()),
                    "at most " + Limits.MAX_LIST_ENTRIES + " names",
                    "the list is too long",
                    Optional.empty());
        }
        if (tokens.atWord("and") && isAtName(1)) {
            Span and = new Span(tokens.last().end(), tokens.peek().end());
            tokens.error("`,` or `to`", "", isAtSubject(1) ? Optional.empty() : Optional.of(new Fix(and, ",")));
            tokens.skipTo("to", "of", "in", "where");
        }
    }

    private void secondKind(Token kind) {
        Token second = tokens.peek();
        if (second.is(kind.text())) {
            tokens.error(
                    "a name",
                    "the word stands once, before the list",
                    new Fix(new Span(second.start(), tokens.peek(1).start()), ""));
        } else {
            tokens.error("a name", "a statement has one kind of subject; write a second statement");
        }
        tokens.next();
    }

    private boolean isAtName(int ahead) {
        Token token = tokens.peek(ahead);
        return (token.is(Kind.WORD) && !token.isOneOf("to", "in", "where")) || token.is(Kind.STRING);
    }

    /** @param afterId whether the entry before had {@code id}; Observed: public parsers take the next one without */
    private PrincipalRef ref(boolean afterId) {
        int from = tokens.peek().start();
        if (tokens.skipWord("id")) {
            return new PrincipalRef.ById(ocidAfterId(), tokens.since(from));
        }
        if (tokens.peek().isOcid()) {
            Fix fix = tokens.insertBefore("id ");
            if (afterId) {
                tokens.warning(tokens.peek().span(), "`id` before each OCID", "", Optional.of(fix));
            } else {
                tokens.error("`id` before an OCID", "", fix);
            }
            return new PrincipalRef.ById(ocid(), tokens.since(from));
        }
        Name name = name("the name of a group");
        if (!tokens.skip(Kind.SLASH)) {
            warnOfDomainInName(name);
            return new PrincipalRef.ByName(Optional.empty(), name, tokens.since(from));
        }
        Name inDomain = name("the name of a group");
        while (tokens.at(Kind.SLASH)) {
            tokens.error("`,` or `to`", "a name has one domain before it, and no slash without quotes");
            tokens.next();
            name("a name");
        }
        return new PrincipalRef.ByName(Optional.of(name), inDomain, tokens.since(from));
    }

    private void warnOfDomainInName(Name name) {
        int slash = name.text().indexOf('/');
        if (slash > 0 && slash < name.text().length() - 1) {
            Span span = name.span();
            String raw = tokens.textOf(span);
            tokens.warning(
                    span,
                    "domain and group in quotes of their own",
                    "this is a group with a slash in its name, in the Default domain",
                    Optional.of(new Fix(span, raw.replaceFirst("/", "'/'"))));
        }
    }

    private Name name(String expected) {
        Token token = tokens.peek();
        if (!isAtName(0) || token.text().isEmpty()) {
            tokens.error(expected, "");
            if (token.is(Kind.STRING)) {
                tokens.next();
            }
            return new Name("", false, token.span());
        }
        return tokens.nextName();
    }

    /** A name behind {@code id} stands there without it. */
    Ocid ocidAfterId() {
        Token token = tokens.peek();
        if (!isAtName(0) || token.isOcid() || Lexer.isOcid(token.text())) {
            return ocid();
        }
        Span id = new Span(tokens.last().start(), token.start());
        tokens.error("an OCID, which begins with `ocid1.`", "names have no `id`", new Fix(id, ""));
        return new Ocid(tokens.next().text(), token.span());
    }

    Ocid ocid() {
        Token token = tokens.peek();
        if (token.isOcid()) {
            tokens.next();
        } else if (token.is(Kind.STRING) && Lexer.isBareWord(token.text()) && Lexer.isOcid(token.text())) {
            tokens.error("an OCID without quotes", "", tokens.replaceNext(token.text()));
            tokens.next();
        } else {
            tokens.error("an OCID, which begins with `ocid1.`", "");
            if (isAtName(0)) {
                tokens.next();
            }
        }
        return new Ocid(token.text(), token.span());
    }

    /** Quotes for a name with blanks: the token before the next one, and all words up to one that ends the name. */
    Optional<Fix> quotedNameUpTo(String end) {
        int words = 0;
        while (words < MAX_WORDS_OF_A_NAME
                && tokens.peek(words).is(Kind.WORD)
                && !tokens.peek(words).is(end)) {
            words++;
        }
        Token following = tokens.peek(words);
        boolean endsThere = following.is(end) || (following.is(Kind.END) && end.equals("where"));
        if (words == 0 || !endsThere || !tokens.last().is(Kind.WORD)) {
            return Optional.empty();
        }
        Span span = tokens.last().span().to(tokens.peek(words - 1).span());
        return Optional.of(new Fix(span, "'" + tokens.textOf(span) + "'"));
    }
}
