// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.CompiledStatement.Who;
import dev.ostler.iam.decision.Lookup.By;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a statement cannot do without: a look-up that comes to one of these keys. Statements are found by it.
 *
 * @param keys none is empty, unless the look-up has no keys
 */
record Necessary(Lookup lookup, Set<String> keys) {
    /** A statement is kept once for each; with more, looking it up is not worth the room. */
    private static final int MAX_KEYS = 32;

    /** A condition that can be true in more ways than these is looked up by what all of them have in common. */
    private static final int MAX_WAYS = 8;

    /**
     * The ways in which a statement can hold, each with all that it needs at once. None when a test of
     * {@code request.permission} keeps it from ever holding.
     */
    static List<List<Necessary>> waysToHold(CompiledStatement statement, Permission permission) {
        var always = new ArrayList<Necessary>();
        String compartmentId = statement.place().compartmentId();
        if (compartmentId != null) {
            always.add(new Necessary(Lookup.of(By.COMPARTMENT), Set.of(compartmentId)));
        }
        switch (statement.who()) {
            case Who.Anyone _ -> {}
            case Who.InGroup in -> always.add(new Necessary(Lookup.of(By.GROUP), in.groupIds()));
            case Who.InDynamicGroup in -> always.add(new Necessary(Lookup.of(By.DYNAMIC_GROUP), in.groupIds()));
            case Who.Service service -> always.add(new Necessary(Lookup.of(By.SERVICE), service.names()));
        }
        Where where = statement.where();
        return where == null ? List.of(always) : and(List.of(always), ways(where, permission));
    }

    private static List<List<Necessary>> ways(Where where, Permission permission) {
        return switch (where) {
            case Where.All all -> {
                List<List<Necessary>> ways = List.of(List.of());
                for (Where part : all.parts()) {
                    ways = and(ways, ways(part, permission));
                }
                yield ways;
            }
            case Where.Any any -> {
                var ways = new ArrayList<List<Necessary>>();
                any.parts().forEach(part -> ways.addAll(ways(part, permission)));
                yield ways.size() <= MAX_WAYS ? ways : List.of(inCommon(ways));
            }
            case Where.Comparison it ->
                it.variable() == Variable.Plain.REQUEST_PERMISSION
                        ? ofPermission(it, permission)
                        : List.of(ofValues(it.variable(), it.negated() ? List.of() : it.operands()));
            case Where.Sets it -> List.of(ofValues(it.variable(), it.operands()));
            case Where.Moment it -> List.of(ofValues(it.variable(), List.of()));
            case Where.Between it -> List.of(ofValues(it.variable(), List.of()));
            case Where.Present it -> List.of(ofValues(it.variable(), List.of()));
            case Where.Absent _ -> List.of(List.of());
        };
    }

    /** Each of the one with each of the other; when that makes too many, what the one needs is enough. */
    private static List<List<Necessary>> and(List<List<Necessary>> some, List<List<Necessary>> others) {
        if (some.size() * others.size() > MAX_WAYS) {
            return some;
        }
        var both = new ArrayList<List<Necessary>>();
        for (List<Necessary> one : some) {
            for (List<Necessary> other : others) {
                var together = new ArrayList<>(one);
                together.addAll(other);
                both.add(together);
            }
        }
        return both;
    }

    /** One look-up that every way needs, with the keys of all of them. */
    private static List<Necessary> inCommon(List<List<Necessary>> ways) {
        for (Necessary first : ways.getFirst()) {
            List<Necessary> alike = ways.stream()
                    .flatMap(way -> Optional.ofNullable(by(first.lookup, way)).stream())
                    .toList();
            Set<String> keys = alike.stream().flatMap(it -> it.keys.stream()).collect(Collectors.toUnmodifiableSet());
            if (alike.size() == ways.size() && keys.size() <= MAX_KEYS) {
                return List.of(new Necessary(first.lookup, keys));
            }
        }
        return List.of();
    }

    /** Known beforehand, because statements are looked up by permission first. */
    private static List<List<Necessary>> ofPermission(Where.Comparison comparison, Permission permission) {
        boolean fits = false;
        for (Where.Operand operand : comparison.operands()) {
            if (!(operand instanceof Where.Operand.Fixed fixed)) {
                return List.of(List.of());
            }
            fits |= fixed.pattern().matches(permission.name());
        }
        return fits == comparison.negated() ? List.of() : List.of(List.of());
    }

    /** That the request carries a variable, and how its value begins or ends if one of the operands has to fit. */
    private static List<Necessary> ofValues(Variable variable, List<Where.Operand> operands) {
        Necessary carried = new Necessary(new Lookup(By.CARRIED, variable), Set.of(""));
        Set<String> beginnings = affixes(operands, true);
        if (!beginnings.isEmpty()) {
            return List.of(new Necessary(new Lookup(By.BEGINNING, variable), beginnings), carried);
        }
        Set<String> endings = affixes(operands, false);
        return endings.isEmpty()
                ? List.of(carried)
                : List.of(new Necessary(new Lookup(By.ENDING, variable), endings), carried);
    }

    /** Empty when some operand has none. */
    private static Set<String> affixes(List<Where.Operand> operands, boolean beginning) {
        var affixes = new HashSet<String>();
        for (Where.Operand operand : operands) {
            String affix = operand instanceof Where.Operand.Fixed fixed
                    ? beginning ? fixed.pattern().beginning() : fixed.pattern().ending()
                    : "";
            if (affix.isEmpty() || affixes.size() == MAX_KEYS) {
                return Set.of();
            }
            affixes.add(Pattern.caseFree(affix));
        }
        return Collections.unmodifiableSet(affixes);
    }

    /** The first of these that is looked up in a certain way. */
    static @Nullable Necessary by(Lookup lookup, List<Necessary> all) {
        for (Necessary one : all) {
            if (one.lookup.equals(lookup)) {
                return one;
            }
        }
        return null;
    }
}
