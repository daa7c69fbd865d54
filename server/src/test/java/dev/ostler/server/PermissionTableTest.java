// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.OperationExamples.Subject;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Route.Condition;
import dev.ostler.server.operation.Rule;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every operation that policies decide, asked for by a user with exactly the permissions that the catalogue says it needs, with
 * all of them but one, with all there are but one, with all of them somewhere else, and without a signature. A refused request changes nothing.
 *
 * <p>The rows are made from the operation table and the catalogue, so a new operation is in here from its first day.
 */
@ParameterizedClass
@EnumSource(Dialect.class)
class PermissionTableTest {
    private static final String BUCKET = "lab-bucket";
    private static final String SOURCE_BUCKET = "lab-source";
    private static final CustomerSecretKey VERA = new CustomerSecretKey("vera", "vera-secret");
    private static final int BUCKETS_TO_DELETE = 20;

    /** Vera is a tester; the buckets lie in the compartment lab. */
    private static final String WORLD = """
            version: 1
            compartments: [{name: lab}, {name: elsewhere}]
            groups: [{name: testers}, {name: others}]
            users: [{name: vera, groups: [testers], customerSecretKeys: [{id: vera, key: vera-secret}]}]
            buckets:
              - {name: lab-bucket, compartment: lab}
              - {name: lab-source, compartment: lab, objects: [{name: source, text: source}]}
            """
            + Stream.iterate(0, number -> number + 1)
                    .limit(BUCKETS_TO_DELETE)
                    .map(number -> "  - {name: doomed-" + number + ", compartment: lab}\n")
                    .collect(Collectors.joining());

    /** What an operation with such a condition needs of a second resource; its row in the catalogue. */
    private static final Map<String, String> NEEDS_AT_SOURCE =
            Map.of("CopyObject", "CopyObject:source", "UploadPartCopy", "GetObject");

    /** In the root compartment, where S3 makes and lists buckets. */
    private static final Set<String> IN_ROOT = Set.of("ListBuckets", "CreateBucket");

    private static final Catalogue CATALOGUE = Catalogue.load();

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServers servers = TestServers.with(
            server -> server.withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of())));

    private final Dialect dialect;
    private final TestServer server;
    private final OperationExamples examples;
    private final AtomicInteger names = new AtomicInteger();

    PermissionTableTest(Dialect dialect) throws IOException {
        this.dialect = dialect;
        server = servers.of(dialect);
        examples = new OperationExamples(server);
    }

    /** Whether the object that an operation is about is there already. */
    private enum State {
        NEW,
        EXISTING
    }

    /** Where a statement gives its permissions, and to whom. All but the first three do not help the request. */
    private enum Scope {
        TENANCY,
        GROUP_IN_COMPARTMENT,
        BUCKET_BY_NAME,
        NOT_SIGNED,
        OTHER_GROUP,
        OTHER_COMPARTMENT,
        OTHER_BUCKET,
        OTHER_OBJECT
    }

    /** An operation and the state that it meets. */
    private record Case(Operation<?> operation, State state) {
        boolean isInRoot() {
            return IN_ROOT.contains(operation.name());
        }

        boolean hasSource() {
            return nativeOperationAtSource().isPresent();
        }

        Optional<String> nativeOperationAtSource() {
            return Optional.ofNullable(NEEDS_AT_SOURCE.get(operation.name()));
        }

        @Override
        public String toString() {
            return operation.name() + (state == State.NEW ? " of a new name" : "");
        }
    }

    /**
     * Permissions for the two resources that an operation touches.
     *
     * @param source none for an operation that has but one
     */
    private record Permissions(Set<Permission> target, Set<Permission> source) {
        static final Permissions ALL = new Permissions(CATALOGUE.permissions(), CATALOGUE.permissions());

        Permissions swapped() {
            return new Permissions(/* target= */ source, /* source= */ target);
        }

        Set<Permission> union() {
            return and(target, source);
        }

        Permissions without(Set<Permission> others) {
            return new Permissions(minus(target, others), minus(source, others));
        }
    }

    private static Set<Permission> and(Set<Permission> some, Set<Permission> others) {
        Set<Permission> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static Set<Permission> minus(Set<Permission> some, Set<Permission> others) {
        Set<Permission> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    /**
     * A user with some permissions.
     *
     * @param refusedFor empty when the request is served; else what it may be that the refusal says is missing
     */
    private record Row(Case of, Scope scope, Permissions granted, String name, Optional<Set<Permission>> refusedFor) {
        boolean isServed() {
            return refusedFor.isEmpty();
        }

        @Override
        public String toString() {
            return of + " with " + name + ", " + scope + ": " + (isServed() ? "served" : "refused");
        }
    }

    @TestFactory
    Stream<DynamicTest> permissionsDecide() {
        return server.table().operations().stream()
                .flatMap(PermissionTableTest::cases)
                .flatMap(this::tests);
    }

    private static Stream<Case> cases(Operation<?> operation) {
        return switch (operation.rule()) {
            case Rule.Granted<?> granted
            when granted.sometimes().isEmpty() -> Stream.of(new Case(operation, State.EXISTING));
            case Rule.Granted<?> granted -> {
                assertThat(granted.sometimes())
                        .as("say here which state demands what")
                        .containsExactlyInAnyOrder(OBJECT_CREATE, OBJECT_OVERWRITE);
                yield Stream.of(State.values()).map(state -> new Case(operation, state));
            }
            case Rule.Each<?, ?> _ -> Stream.of(new Case(operation, State.EXISTING));
            // Policies have no part in these; OperationTableTest asks for them.
            case Rule.SignedIn<?> _, Rule.Control<?> _, Rule.Open<?> _, Rule.NotServed<?> _ -> Stream.empty();
        };
    }

    private Stream<DynamicTest> tests(Case of) {
        boolean copies = of.operation().route().conditions().contains(new Condition.InHeaders("x-amz-copy-source"));
        assertThat(of.hasSource())
                .as("whether " + of + " needs anything at a source")
                .isEqualTo(copies);
        Untouched untouched = new Untouched(of);
        return rows(of).map(row -> dynamicTest(row.toString(), () -> {
            if (row.isServed()) {
                checkServed(row);
            } else {
                checkRefused(row, untouched);
            }
        }));
    }

    private static Stream<Row> rows(Case of) {
        List<Row> rows = new ArrayList<>();
        List<Permissions> alternatives = alternatives(of);
        for (Permissions exactly : alternatives) {
            for (Scope scope : List.of(Scope.TENANCY, Scope.GROUP_IN_COMPARTMENT, Scope.BUCKET_BY_NAME)) {
                boolean reached = scope != Scope.BUCKET_BY_NAME || carries(of, "target.bucket.name");
                rows.add(new Row(
                        of,
                        scope,
                        exactly,
                        "exactly " + exactly.union(),
                        reached ? Optional.empty() : Optional.of(exactly.union())));
                for (Permission missing : exactly.union()) {
                    Permissions rest = exactly.without(Set.of(missing));
                    if (!rest.union().isEmpty() && none(alternatives, rest)) {
                        rows.add(new Row(of, scope, rest, "all but " + missing, refusedFor(alternatives, missing)));
                    }
                }
            }
            for (Permission missing : exactly.union()) {
                Set<Permission> further = alternatives.stream()
                        .filter(other -> !other.union().contains(missing))
                        .flatMap(other -> minus(other.union(), exactly.union()).stream())
                        .collect(Collectors.toSet());
                rows.add(new Row(
                        of,
                        Scope.TENANCY,
                        Permissions.ALL.without(and(further, Set.of(missing))),
                        "everything but " + missing,
                        refusedFor(alternatives, missing)));
            }
            if (of.hasSource() && !exactly.target().equals(exactly.source())) {
                rows.add(new Row(
                        of,
                        Scope.BUCKET_BY_NAME,
                        exactly.swapped(),
                        "each side's at the other",
                        Optional.of(exactly.union())));
            }
        }
        for (Scope beside : List.of(
                Scope.NOT_SIGNED, Scope.OTHER_GROUP, Scope.OTHER_COMPARTMENT, Scope.OTHER_BUCKET, Scope.OTHER_OBJECT)) {
            rows.add(new Row(of, beside, Permissions.ALL, "everything", Optional.of(CATALOGUE.permissions())));
        }
        return rows.stream();
    }

    private static boolean none(List<Permissions> alternatives, Permissions granted) {
        return alternatives.stream().noneMatch(needed -> granted.union().containsAll(needed.union()));
    }

    /** When there is but one way to be served, the refusal has to name the permission that is missing. */
    private static Optional<Set<Permission>> refusedFor(List<Permissions> alternatives, Permission missing) {
        return Optional.of(
                alternatives.size() == 1
                        ? Set.of(missing)
                        : alternatives.stream()
                                .flatMap(needed -> needed.union().stream())
                                .collect(Collectors.toSet()));
    }

    /** What the catalogue says is needed, given what is there. */
    private static List<Permissions> alternatives(Case of) {
        List<Permissions> alternatives = new ArrayList<>();
        List<Set<Permission>> sources = of.nativeOperationAtSource()
                .map(source -> CATALOGUE.requirementOf(source).alternatives())
                .orElse(List.of(Set.of()));
        for (Set<Permission> target : neededAtTarget(of)) {
            sources.forEach(source -> alternatives.add(new Permissions(target, source)));
        }
        return alternatives;
    }

    private static List<Set<Permission>> neededAtTarget(Case of) {
        List<Set<Permission>> alternatives =
                CATALOGUE.requirementOf(of.operation().nativeName()).alternatives();
        if (!(of.operation().rule() instanceof Rule.Granted<?> granted)
                || granted.sometimes().isEmpty()) {
            return alternatives;
        }
        Set<Permission> demanded = Set.of(of.state() == State.NEW ? OBJECT_CREATE : OBJECT_OVERWRITE);
        List<Set<Permission>> needed =
                alternatives.stream().map(it -> and(it, demanded)).toList();
        return needed.stream()
                .filter(it -> needed.stream().noneMatch(other -> it.size() > other.size() && it.containsAll(other)))
                .toList();
    }

    private static boolean carries(Case of, String variable) {
        return CATALOGUE.whyNotCarried(of.operation().nativeName(), variable).isEmpty();
    }

    /** Statements that give these permissions there. */
    private static List<String> statements(Row row, Subject subject) {
        Permissions granted = row.granted();
        String reachable = row.of().isInRoot() ? "tenancy" : "compartment lab";
        return switch (row.scope()) {
            case TENANCY, NOT_SIGNED -> List.of("Allow any-user to " + braces(granted.union()) + " in tenancy");
            case GROUP_IN_COMPARTMENT ->
                List.of("Allow group testers to " + braces(granted.union()) + " in " + reachable);
            case BUCKET_BY_NAME ->
                Stream.of(inBucket(granted.target(), subject.bucket()), inBucket(granted.source(), SOURCE_BUCKET))
                        .flatMap(Optional::stream)
                        .toList();
            case OTHER_GROUP -> List.of("Allow group others to " + braces(granted.union()) + " in tenancy");
            case OTHER_COMPARTMENT ->
                List.of("Allow group testers to " + braces(granted.union()) + " in compartment elsewhere");
            case OTHER_BUCKET ->
                List.of(inBucket(granted.union(), "some-other-bucket").orElseThrow());
            case OTHER_OBJECT ->
                List.of("Allow any-user to " + braces(granted.union())
                        + " in tenancy where target.object.name = 'some-other-object'");
        };
    }

    private static Optional<String> inBucket(Set<Permission> permissions, String bucket) {
        return permissions.isEmpty()
                ? Optional.empty()
                : Optional.of("Allow any-user to " + braces(permissions) + " in tenancy where target.bucket.name = '"
                        + bucket + "'");
    }

    private static String braces(Set<Permission> permissions) {
        return permissions.stream().map(Permission::name).collect(Collectors.joining(", ", "{", "}"));
    }

    private void checkServed(Row row) throws IOException {
        Subject subject = furnished(row.of());
        server.allow(statements(row, subject));

        RawReply reply = examples.of(row.of().operation(), subject).sendBy(VERA);

        assertThat(reply.status()).as(row + "\n" + reply).isBetween(200, 299);
        assertThat(reply.text()).doesNotContain("<Error>");
    }

    private void checkRefused(Row row, Untouched untouched) throws IOException {
        Operation<?> operation = row.of().operation();
        Subject subject = untouched.subject();
        server.allow(statements(row, subject));
        String before = stateOf(subject);

        OperationExamples.Example example = examples.of(operation, subject);
        boolean signed = row.scope() != Scope.NOT_SIGNED;
        RawReply reply = signed ? example.sendBy(VERA) : example.sendUnsigned();

        if (signed && operation.rule() instanceof Rule.Each<?, ?>) {
            assertThat(reply.text()).contains("<Code>AccessDenied</Code>").doesNotContain("<Deleted>");
        } else {
            String refusal = OperationExamples.refusal(operation, dialect);
            boolean bare = operation.route().method().equals("HEAD");
            assertThat(reply.summary()).as(row + "\n" + reply).isEqualTo(bare ? refusal.substring(0, 3) : refusal);
        }
        assertThat(server.refusals().getLast().problem())
                .isInstanceOfSatisfying(
                        Problem.NotAuthorized.class,
                        problem -> assertThat(problem.missing())
                                .isIn(row.refusedFor().orElseThrow()));
        assertThat(stateOf(subject)).isEqualTo(before);
    }

    /** What refused requests are about: made when the first one is sent. */
    private final class Untouched {
        private final Case of;
        private Optional<Subject> subject = Optional.empty();

        Untouched(Case of) {
            this.of = of;
        }

        Subject subject() throws IOException {
            if (subject.isEmpty()) {
                subject = Optional.of(furnished(of));
            }
            return subject.get();
        }
    }

    /** Something new that a request of the case would succeed on. */
    private Subject furnished(Case of) throws IOException {
        Operation<?> operation = of.operation();
        String key = "key-" + names.incrementAndGet();
        String source = SOURCE_BUCKET + "/source";
        switch (operation.name()) {
            case "CreateBucket" -> {
                return new Subject("bucket-" + key, key, "", source);
            }
            case "DeleteBucket" -> {
                return new Subject(nextToDelete(), key, "", source);
            }
            default -> {}
        }
        administrator(
                "PUT",
                "/" + BUCKET + "?tagging",
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>");
        if (of.state() == State.EXISTING) {
            administrator("PUT", "/" + BUCKET + "/" + key, "kept");
        }
        return new Subject(BUCKET, key, OperationExamples.wantsUpload(operation) ? begin(key) : "", source);
    }

    private String nextToDelete() throws IOException {
        for (int number = 0; number < BUCKETS_TO_DELETE; number++) {
            if (server.request("HEAD", "/doomed-" + number).send().status() == 200) {
                return "doomed-" + number;
            }
        }
        throw new AssertionError("more than " + BUCKETS_TO_DELETE + " buckets were deleted");
    }

    private String begin(String key) throws IOException {
        String upload = administrator("POST", "/" + BUCKET + "/" + key + "?uploads", "")
                .element("UploadId")
                .orElseThrow();
        administrator("PUT", "/" + BUCKET + "/" + key + "?partNumber=1&uploadId=" + upload, OperationExamples.PART);
        return upload;
    }

    private RawReply administrator(String method, String target, String body) throws IOException {
        RawReply reply = server.request(method, target).body(body).send();
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 299);
        return reply;
    }

    /** Everything that the request could have changed, as the administrator sees it. */
    private String stateOf(Subject subject) throws IOException {
        StringBuilder state = new StringBuilder();
        List<String> looks = new ArrayList<>(List.of(
                "/",
                "/" + subject.bucket() + "?list-type=2",
                "/" + subject.bucket() + "?uploads",
                "/" + subject.bucket() + "?tagging"));
        if (!subject.uploadId().isEmpty()) {
            looks.add("/" + subject.bucket() + "/" + subject.key() + "?uploadId=" + subject.uploadId());
        }
        for (String look : looks) {
            RawReply seen = server.request("GET", look).send();
            state.append(seen.status())
                    .append(seen.status() == 200 ? seen.text() : "")
                    .append('\n');
        }
        return state.toString();
    }
}
