// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.ResourceType;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.decision.CompiledStatement.Kind;
import dev.ostler.iam.decision.CompiledStatement.Place;
import dev.ostler.iam.decision.CompiledStatement.Who;
import dev.ostler.iam.language.Condition;
import dev.ostler.iam.language.Diagnostic;
import dev.ostler.iam.language.Diagnostic.Fix;
import dev.ostler.iam.language.Span;
import dev.ostler.iam.language.Statement;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Define;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Scope;
import dev.ostler.iam.language.Statement.Subject;
import dev.ostler.iam.language.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Resolves the names in the statements of one policy and works out their permissions. */
final class StatementCompiler {
    private static final String NOTHING = "";

    private final Policy policy;
    private final Catalogue catalogue;
    private final Resolver resolver;
    private final Map<Define.Kind, Map<String, String>> aliases = new HashMap<>();
    private String text = "";
    private Consumer<Diagnostic> remarks = _ -> {};

    StatementCompiler(Policy policy, Catalogue catalogue, Resolver resolver) {
        this.policy = policy;
        this.catalogue = catalogue;
        this.resolver = resolver;
    }

    /** Definitions hold in the whole policy, so they are taken in before the other statements are compiled. */
    void define(Define define, String statement, Consumer<Diagnostic> to) {
        text = statement;
        remarks = to;
        String alias = define.alias().text().toLowerCase(Locale.ROOT);
        String earlier = aliases.computeIfAbsent(define.kind(), _ -> new HashMap<>())
                .putIfAbsent(alias, define.ocid().text());
        if (earlier != null && !earlier.equals(define.ocid().text())) {
            error(define.alias().span(), "another name", "this one is defined twice");
        }
    }

    /** Empty for a statement that decides nothing by itself. What is wrong goes to the consumer. */
    Optional<CompiledStatement> compile(Statement statement, int index, Consumer<Diagnostic> to) {
        text = policy.statements().get(index - 1);
        remarks = to;
        var id = new StatementId(policy.id(), policy.name(), index);
        return switch (statement) {
            case Define _, Statement.Associate _ -> Optional.empty();
            case Statement.Grant grant ->
                Optional.of(compiled(
                        id,
                        grant,
                        Kind.GRANT,
                        grant.effect(),
                        who(grant.subject(), policy.tenancyId()),
                        grant.action(),
                        new Place(policy.tenancyId(), location(grant.location())),
                        grant.where()));
            case Statement.Endorse endorse ->
                Optional.of(compiled(
                        id,
                        endorse,
                        Kind.ENDORSE,
                        endorse.effect(),
                        who(endorse.subject(), policy.tenancyId()),
                        endorse.action(),
                        scope(endorse.scope()),
                        endorse.where()));
            case Statement.Admit admit -> {
                String from = admit.of().map(this::tenancy).orElse(null);
                yield Optional.of(compiled(
                        id,
                        admit,
                        Kind.ADMIT,
                        admit.effect(),
                        who(admit.subject(), from == null ? policy.tenancyId() : from),
                        admit.action(),
                        new Place(from, location(admit.location())),
                        admit.where()));
            }
        };
    }

    private CompiledStatement compiled(
            StatementId id,
            Statement statement,
            Kind kind,
            Effect effect,
            Who who,
            Action action,
            Place place,
            Optional<Condition> where) {
        boolean deny = effect == Effect.DENY;
        return new CompiledStatement(
                id,
                policy.tenancyId(),
                text,
                statement,
                kind,
                deny,
                who,
                ActionPermissions.of(action, effect, catalogue),
                isAboutEverything(action, deny),
                place,
                where.map(WhereCompiler::compile).orElse(null));
    }

    private Who who(Subject subject, String tenancyId) {
        return switch (subject) {
            case Subject.AnyUser _ -> new Who.Anyone(true);
            case Subject.AnyGroup _ ->
                new Who.Anyone(catalogue.switches().anyGroup() == Switches.AnyGroup.WITH_SERVICES);
            case Subject.Groups groups -> new Who.InGroup(ids(groups.groups(), Define.Kind.GROUP, tenancyId));
            case Subject.DynamicGroups groups ->
                new Who.InDynamicGroup(ids(groups.groups(), Define.Kind.DYNAMIC_GROUP, tenancyId));
            case Subject.Services services -> {
                var names = new HashSet<String>();
                services.services().forEach(name -> names.add(name.text().toLowerCase(Locale.ROOT)));
                yield new Who.Service(Set.copyOf(names));
            }
        };
    }

    private Set<String> ids(List<PrincipalRef> references, Define.Kind kind, String tenancyId) {
        var ids = new HashSet<String>();
        for (PrincipalRef reference : references) {
            switch (reference) {
                case PrincipalRef.ById byId -> ids.add(byId.ocid().text());
                case PrincipalRef.ByName byName -> id(byName, kind, tenancyId).ifPresent(ids::add);
            }
        }
        return Set.copyOf(ids);
    }

    private Optional<String> id(PrincipalRef.ByName reference, Define.Kind kind, String tenancyId) {
        String name = reference.name().text();
        Optional<String> alias = reference.domain().isPresent() ? Optional.empty() : alias(kind, name);
        if (alias.isPresent()) {
            return alias;
        }
        String domain = reference.domain().map(Name::text).orElse(Policies.DEFAULT_DOMAIN);
        boolean isGroup = kind == Define.Kind.GROUP;
        String thing = isGroup ? "group" : "dynamic group";
        Optional<String> id =
                isGroup ? resolver.groupId(tenancyId, domain, name) : resolver.dynamicGroupId(tenancyId, domain, name);
        if (id.isEmpty()) {
            String where = tenancyId.equals(policy.tenancyId()) ? "" : " of another tenancy: define it";
            Collection<String> known =
                    resolver.known(names -> isGroup ? names.groupNames(tenancyId) : names.dynamicGroupNames(tenancyId));
            error(
                    reference.span(),
                    "the name of a " + thing,
                    "no " + thing + " of this name exists in the domain " + domain + where,
                    Suggestions.nearest(name, known)
                            .map(near -> new Fix(reference.name().span(), near)));
        }
        return id;
    }

    private Optional<String> alias(Define.Kind kind, String name) {
        return Optional.ofNullable(aliases.getOrDefault(kind, Map.of()).get(name.toLowerCase(Locale.ROOT)));
    }

    private String tenancy(Name alias) {
        Optional<String> tenancyId = alias(Define.Kind.TENANCY, alias.text());
        if (tenancyId.isEmpty()) {
            error(
                    alias.span(),
                    "the alias of a tenancy",
                    "a statement `Define tenancy " + alias.text() + " as ocid1.tenancy…` must be in the same policy");
        }
        return tenancyId.orElse(NOTHING);
    }

    /** The compartment that a statement about the policy's own tenancy names. */
    private String location(Location location) {
        return switch (location) {
            case Location.Tenancy tenancy -> {
                // Assumed: a policy of a compartment cannot reach beyond it, however it says so.
                if (!policy.compartmentId().equals(policy.tenancyId())) {
                    notInSubtree(tenancy.span(), policy.tenancyId());
                }
                yield policy.tenancyId();
            }
            case Location.CompartmentId byId ->
                withinPolicy(
                        Optional.of(byId.ocid().text()),
                        byId.span(),
                        byId.ocid().text());
            case Location.CompartmentPath path ->
                withinPolicy(compartment(policy.compartmentId(), path.segments()), path.span(), path(path.segments()));
        };
    }

    /** The root is named by {@code in tenancy} alone. Observed: OCI refuses its name and its identifier. */
    private String withinPolicy(Optional<String> compartmentId, Span span, String written) {
        if (compartmentId.isEmpty()
                || compartmentId.get().equals(policy.tenancyId())
                || !resolver.isWithin(compartmentId.get(), policy.compartmentId())) {
            notInSubtree(span, written);
            return compartmentId.orElse(NOTHING);
        }
        return compartmentId.get();
    }

    private void notInSubtree(Span span, String written) {
        boolean root = written.equals(policy.tenancyId());
        error(
                span,
                root ? "`tenancy`, in a policy that is attached to it" : "a compartment at or below the policy's",
                "Compartment {" + written + "} does not exist or is not part of the policy compartment subtree",
                root ? Optional.empty() : nearestCompartment(written, span));
    }

    /** The span of a path may begin before its name, so the path is looked for in it. */
    private Optional<Fix> nearestCompartment(String written, Span span) {
        int at = text.indexOf(written, span.start());
        boolean isThere = at >= 0 && at + written.length() <= span.end();
        return !isThere
                ? Optional.empty()
                : Suggestions.nearest(written, resolver.known(names -> names.compartmentPaths(policy.compartmentId())))
                        .map(near -> new Fix(new Span(at, at + written.length()), near));
    }

    private static String path(List<Name> segments) {
        return String.join(":", segments.stream().map(Name::text).toList());
    }

    /** Follows names, and identifiers among them, down from a compartment. The first may be an alias. */
    private Optional<String> compartment(String startId, List<Name> segments) {
        String current = startId;
        var names = new ArrayList<String>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i).text();
            Optional<String> alias = i == 0 ? alias(Define.Kind.COMPARTMENT, segment) : Optional.empty();
            if (alias.isPresent()) {
                current = alias.get();
            } else if (segment.regionMatches(true, 0, "ocid1.", 0, 6)) {
                Optional<String> parent =
                        names.isEmpty() ? Optional.of(current) : resolver.compartmentId(current, names);
                if (parent.isEmpty() || !resolver.isWithin(segment, parent.get())) {
                    return Optional.empty();
                }
                current = segment;
                names.clear();
            } else {
                names.add(segment);
            }
        }
        return names.isEmpty() ? Optional.of(current) : resolver.compartmentId(current, List.copyOf(names));
    }

    private Place scope(Scope scope) {
        return switch (scope) {
            case Scope.AnyTenancy _ -> new Place(null, null);
            case Scope.OfTenancy of -> new Place(tenancy(of.alias()), null);
            case Scope.CompartmentOfTenancy of -> {
                String tenancyId = tenancy(of.alias());
                yield new Place(tenancyId, compartmentOf(tenancyId, of.compartment()));
            }
        };
    }

    private String compartmentOf(String tenancyId, Location location) {
        Optional<String> compartmentId = switch (location) {
            case Location.Tenancy _ -> Optional.of(tenancyId);
            case Location.CompartmentId byId -> Optional.of(byId.ocid().text());
            case Location.CompartmentPath path -> compartment(tenancyId, path.segments());
        };
        if (compartmentId.isEmpty() && !tenancyId.equals(NOTHING)) {
            error(location.span(), "a compartment of that tenancy", "it has none of this name");
        }
        return compartmentId.orElse(NOTHING);
    }

    /** Assumed: a permission that the catalogue does not know is of the level of manage. */
    private boolean isAboutEverything(Action action, boolean deny) {
        return action instanceof Action.VerbOnType on
                && type(on.type()).filter(ResourceType::everything).isPresent()
                && (deny || on.verb().verb() == Verb.MANAGE);
    }

    private Optional<ResourceType> type(Name name) {
        return catalogue.type(name.text());
    }

    private void error(Span span, String expected, String because) {
        error(span, expected, because, Optional.empty());
    }

    private void error(Span span, String expected, String because, Optional<Fix> fix) {
        if (resolver.saves()) {
            remarks.accept(new Diagnostic(Diagnostic.Severity.ERROR, span, span.of(text), expected, because, fix));
        }
    }
}
