// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.language.Condition.Value;
import dev.ostler.iam.language.Condition.VariableRef;
import dev.ostler.iam.language.Statement.Action;
import dev.ostler.iam.language.Statement.Effect;
import dev.ostler.iam.language.Statement.Location;
import dev.ostler.iam.language.Statement.Name;
import dev.ostler.iam.language.Statement.Ocid;
import dev.ostler.iam.language.Statement.PrincipalRef;
import dev.ostler.iam.language.Statement.Scope;
import dev.ostler.iam.language.Statement.Subject;
import dev.ostler.iam.language.Statement.VerbRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Statements of every form, from a seed. Their spans say nothing. */
public final class RandomStatements {
    private static final Span NOWHERE = new Span(0, 0);
    private static final int MAX_DEPTH = 4;

    private static final List<String> TYPES =
            List.of("objects", "buckets", "object-family", "all-resources", "users", "instance-family");
    private static final List<String> PERMISSIONS =
            List.of("OBJECT_READ", "OBJECT_CREATE", "BUCKET_READ", "PAR_MANAGE");
    private static final List<String> VARIABLES = List.of(
            "request.operation",
            "request.permission",
            "request.user.name",
            "request.groups.id",
            "request.networkSource.name",
            "target.bucket.name",
            "target.object.name",
            "target.bucket.tag.Ops.cost-centre");
    private static final List<String> BARE =
            List.of("g1", "Data-Lake", "a.b@c", "7th", "x_$y", "any", "all", "tenancy", "ü");
    /** Of which texts in quotes are made: signs that mean something outside quotes or to the escapes in them. */
    private static final String SIGNS = "ab1 '\\/*{}(),=!:\"#–ü\t\uD83D\uDE00";

    private final Random random;

    public RandomStatements(Random random) {
        this.random = random;
    }

    public Statement statement() {
        return switch (random.nextInt(12)) {
            case 0 -> new Statement.Endorse(effect(), subject(), action(), scope(), where(), NOWHERE);
            case 1 -> admit();
            case 2 -> new Statement.Define(one(Statement.Define.Kind.values()), name(), ocid(), NOWHERE);
            case 3 -> new Statement.Associate("associate " + one(BARE) + " with " + one(BARE), NOWHERE);
            default -> new Statement.Grant(effect(), subject(), action(), location(), where(), NOWHERE);
        };
    }

    private Statement admit() {
        Optional<Name> of = random.nextBoolean() ? Optional.of(name()) : Optional.empty();
        return new Statement.Admit(effect(), subject(), of, action(), location(), where(), NOWHERE);
    }

    private Effect effect() {
        return random.nextInt(3) == 0 ? Effect.DENY : Effect.ALLOW;
    }

    private Subject subject() {
        return switch (random.nextInt(6)) {
            case 0 -> new Subject.AnyUser(NOWHERE);
            case 1 -> new Subject.AnyGroup(NOWHERE);
            case 2 -> new Subject.Services(some(this::name), NOWHERE);
            case 3 -> new Subject.DynamicGroups(some(this::ref), NOWHERE);
            default -> new Subject.Groups(some(this::ref), NOWHERE);
        };
    }

    private PrincipalRef ref() {
        return switch (random.nextInt(3)) {
            case 0 -> new PrincipalRef.ById(ocid(), NOWHERE);
            case 1 -> new PrincipalRef.ByName(Optional.of(name()), name(), NOWHERE);
            default -> new PrincipalRef.ByName(Optional.empty(), name(), NOWHERE);
        };
    }

    private Action action() {
        Name type = new Name(one(TYPES), false, NOWHERE);
        if (random.nextInt(3) > 0) {
            return new Action.VerbOnType(new VerbRef(one(Verb.values()), NOWHERE), type, NOWHERE);
        }
        List<Name> permissions = some(() -> new Name(one(PERMISSIONS), false, NOWHERE));
        return new Action.Permissions(
                permissions, random.nextInt(4) == 0 ? Optional.of(type) : Optional.empty(), NOWHERE);
    }

    private Location location() {
        return random.nextInt(3) == 0 ? new Location.Tenancy(NOWHERE) : compartment();
    }

    private Location compartment() {
        return random.nextInt(3) == 0
                ? new Location.CompartmentId(ocid(), NOWHERE)
                : new Location.CompartmentPath(some(this::name), NOWHERE);
    }

    private Scope scope() {
        return switch (random.nextInt(3)) {
            case 0 -> new Scope.AnyTenancy(NOWHERE);
            case 1 -> new Scope.OfTenancy(name(), NOWHERE);
            default -> new Scope.CompartmentOfTenancy(compartment(), name(), NOWHERE);
        };
    }

    private Optional<Condition> where() {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(condition(0));
    }

    /** Nested up to a depth; 0 is the outermost. */
    public Condition condition(int depth) {
        VariableRef variable = new VariableRef(one(VARIABLES), NOWHERE);
        return switch (random.nextInt(depth < MAX_DEPTH ? 12 : 8)) {
            case 0 -> new Condition.In(variable, random.nextBoolean(), some(this::value), NOWHERE);
            case 1 -> new Condition.Absent(variable, NOWHERE);
            case 2 -> new Condition.Present(variable, NOWHERE);
            case 3 ->
                new Condition.Moment(
                        new VariableRef("request.utc-timestamp", NOWHERE),
                        random.nextBoolean(),
                        text(List.of("2026-0" + (1 + random.nextInt(9)) + "-28T12:30Z")),
                        NOWHERE);
            case 4 ->
                new Condition.Between(
                        new VariableRef("request.utc-timestamp.time-of-day", NOWHERE),
                        text(List.of("17:00:00Z")),
                        text(List.of("0" + random.nextInt(10) + ":00Z")),
                        NOWHERE);
            case 5 -> new Condition.Sets(one(Condition.Sets.Comparison.values()), variable, some(this::value), NOWHERE);
            case 6, 7 -> new Condition.Equals(variable, random.nextBoolean(), value(), NOWHERE);
            case 8, 9 -> new Condition.Any(some(() -> condition(depth + 1)), NOWHERE);
            default -> new Condition.All(some(() -> condition(depth + 1)), NOWHERE);
        };
    }

    private Value value() {
        return switch (random.nextInt(6)) {
            case 0 -> new Value.Pattern(pieces(), NOWHERE);
            case 1 -> new Value.OfVariable(new VariableRef(one(VARIABLES), NOWHERE), NOWHERE);
            case 2 -> new Value.OfOcid(ocid(), NOWHERE);
            default -> text(pieces());
        };
    }

    private static Value.Text text(List<String> pieces) {
        return new Value.Text(pieces, NOWHERE);
    }

    private List<String> pieces() {
        List<String> pieces = new ArrayList<>(List.of(signs()));
        while (random.nextInt(3) == 0) {
            pieces.add(random.nextBoolean() ? "" : signs());
        }
        return List.copyOf(pieces);
    }

    private String signs() {
        int[] signs = SIGNS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        do {
            text.appendCodePoint(signs[random.nextInt(signs.length)]);
        } while (random.nextInt(4) > 0);
        return text.toString();
    }

    /** A quoted one is anything but empty. */
    private Name name() {
        return random.nextInt(3) == 0 ? new Name(signs(), true, NOWHERE) : new Name(one(BARE), false, NOWHERE);
    }

    private Ocid ocid() {
        return new Ocid("ocid1.thing.oc1.." + Integer.toString(random.nextInt(1_000_000), 36), NOWHERE);
    }

    private <T> List<T> some(Supplier<T> entry) {
        List<T> entries = new ArrayList<>(List.of(entry.get()));
        while (random.nextInt(3) == 0) {
            entries.add(entry.get());
        }
        return List.copyOf(entries);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    private <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
