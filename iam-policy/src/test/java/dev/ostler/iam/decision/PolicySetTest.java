// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Switches;
import dev.ostler.iam.catalogue.Verb;
import dev.ostler.iam.decision.Decision.Ground;
import dev.ostler.iam.decision.Finding.Actual;
import dev.ostler.iam.decision.Finding.Actual.NotCarried.Reason;
import dev.ostler.iam.decision.Finding.Miss;
import dev.ostler.iam.decision.Variable.Plain;
import dev.ostler.iam.decision.Variables.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a decision says beside yes and no, and what is refused or remembered when a policy is saved. */
class PolicySetTest {
    private static final String HOME = CaseWorld.tenancyId("home");

    private final Catalogue catalogue = Catalogue.load();
    private final CaseWorld world = new CaseWorld(List.of("ROOT", "finance", "finance:payroll"));

    @Test
    void anAllowedRequestNamesTheStatement() {
        PolicySet policies =
                set("Allow group g1 to inspect objects in tenancy", "Allow group g1 to read objects in tenancy");

        Decision decision = policies.decide(request("GetObject", "ROOT", Map.of()), Permission.OBJECT_READ);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Allowed.class,
                        allowed -> assertThat(allowed.by())
                                .isInstanceOfSatisfying(
                                        Ground.Statement.class,
                                        by -> assertThat(by.id()).hasToString("lake:2")));
    }

    @Test
    void aVerbThatIsTooLowSaysWhichIsEnough() {
        Finding nearest = nearest("OBJECT_OVERWRITE", "ROOT", Map.of(), "Allow group g1 to read objects in tenancy");

        assertThat(nearest.miss()).isInstanceOfSatisfying(Miss.VerbTooLow.class, miss -> {
            assertThat(miss.verb()).isEqualTo(Verb.READ);
            assertThat(miss.enough()).isEqualTo(Verb.USE);
            assertThat(miss.gives())
                    .extracting(Permission::name)
                    .containsExactlyInAnyOrder("OBJECT_INSPECT", "OBJECT_READ");
            assertThat(miss.span().of(nearest.text())).isEqualTo("read");
        });
    }

    @Test
    void aFailedTestShowsWhatWasWantedAndWhatWasThere() {
        Finding nearest = nearest(
                "OBJECT_READ",
                "ROOT",
                Map.of(
                        Plain.TARGET_BUCKET_NAME,
                        new Value.Text("pond"),
                        Plain.TARGET_OBJECT_NAME,
                        new Value.Text("raw/a")),
                "Allow group g1 to read objects in tenancy where all {target.bucket.name = 'lake', target.object.name = 'raw/*'}");

        assertThat(nearest.miss()).isInstanceOfSatisfying(Miss.ConditionFails.class, miss -> {
            assertThat(miss.leaves()).hasSize(1);
            Finding.Leaf leaf = miss.leaves().getFirst();
            assertThat(leaf.span().of(nearest.text())).isEqualTo("target.bucket.name = 'lake'");
            assertThat(leaf.wanted()).containsExactly("lake");
            assertThat(leaf.actual()).isEqualTo(new Actual.Values(List.of("pond")));
        });
    }

    @Test
    void aVariableThatTheOperationDoesNotCarrySaysWhy() {
        PolicySet policies = set(
                "Allow group g1 to inspect buckets in tenancy where target.bucket.name = 'lake'",
                "Allow group g1 to inspect buckets in tenancy where target.no.such = 'lake'",
                "Allow any-user to inspect buckets in tenancy where request.service.name = 'x'",
                "Allow any-user to inspect buckets in tenancy where request.networkSource.name = 'x'");

        Decision decision = policies.decide(request("ListBuckets", "ROOT", Map.of()), new Permission("BUCKET_INSPECT"));

        assertThat(((Decision.Denied) decision).findings())
                .extracting(it ->
                        ((Miss.ConditionFails) it.miss()).leaves().getFirst().actual())
                .extracting(it -> ((Actual.NotCarried) it).reason())
                .containsExactly(Reason.OPERATION, Reason.UNKNOWN_VARIABLE, Reason.PRINCIPAL, Reason.NOT_SET);
    }

    @Test
    void nearerStatementsComeFirst() {
        PolicySet policies = set(
                "Allow group others to read objects in tenancy",
                "Allow group g1 to read buckets in tenancy",
                "Allow group g1 to read objects in compartment finance:payroll",
                "Allow group g1 to inspect objects in tenancy",
                "Allow group g1 to read objects in tenancy where target.object.name = 'x'",
                "Allow group g1 to read objects in compartment finance",
                "Deny group g1 to read objects in compartment finance",
                "Deny group g1 to read objects in compartment finance:payroll");

        Decision decision = policies.decide(request("GetObject", "finance", Map.of()), Permission.OBJECT_READ);

        assertThat(((Decision.Denied) decision).findings())
                .extracting(it -> it.miss().getClass().getSimpleName())
                .containsExactly(
                        "DenyHit",
                        "Overruled",
                        "ConditionFails",
                        "VerbTooLow",
                        "OtherCompartment",
                        "NotGiven",
                        "OtherSubject");
        assertThat(((Decision.Denied) decision).reasons().get().statementsInForce())
                .isEqualTo(8);
    }

    @Test
    void aListingSaysWhatIsAssumed() {
        PolicySet policies = set("Allow group g1 to inspect objects in tenancy where target.object.name = 'raw/*'");
        Map<Variable, Value> variables = Map.of(Plain.TARGET_OBJECT_NAME, new Value.NamesUnder(""));

        Decision decision = policies.decide(request("ListObjects", "ROOT", variables), Permission.OBJECT_INSPECT);

        Reasons reasons = ((Decision.Denied) decision).reasons().get();
        assertThat(reasons.assumed()).containsExactly(Switches.ListedNames.NAMES_UNDER_PREFIX);
        assertThat(((Miss.ConditionFails) reasons.findings().getFirst().miss())
                        .leaves()
                        .getFirst()
                        .actual())
                .isEqualTo(new Actual.NamesUnder(""));
    }

    @Test
    void amongManyStatementsTheOneThatFitsIsFound() {
        for (String pattern : List.of("*.ext-%d", "/*.Ext-%d/", "ext-%d/*", "ext-%d", "*/ext-%d/*")) {
            String quoted = pattern.startsWith("/") ? pattern : "'" + pattern + "'";
            PolicySet policies = set(IntStream.range(0, 40)
                    .mapToObj(it -> "Allow group g1 to read objects in tenancy where target.object.name = "
                            + quoted.replace("%d", "" + it))
                    .toArray(String[]::new));
            for (int i = 0; i < 41; i++) {
                String name =
                        pattern.replaceAll("^/|/$", "").replace("%d", "" + i).replace("*", "x");
                Request request = request("GetObject", "ROOT", Map.of(Plain.TARGET_OBJECT_NAME, new Value.Text(name)));

                assertThat(policies.decide(request, Permission.OBJECT_READ) instanceof Decision.Allowed)
                        .as(name + " of " + pattern)
                        .isEqualTo(i < 40);
            }
        }
    }

    @Test
    void aRequirementIsMetByOneAlternativeInFull() {
        PolicySet policies = set("Allow group g1 to inspect objects in tenancy");
        Request head = request("HeadObject", "ROOT", Map.of());

        assertThat(policies.decide(head, catalogue.requirementOf("HeadObject")).allowed())
                .isTrue();
        assertThat(policies.decide(head, catalogue.requirementOf("GetNamespace"))
                        .allowed())
                .isTrue();
        assertThat(policies.decide(head, catalogue.requirementOf("CreateMultipartUpload"))
                        .allowed())
                .isFalse();
    }

    @Test
    void allResourcesReachesPermissionsThatTheCatalogueDoesNotKnow() {
        Request request = request("CreateVault", "ROOT", Map.of());
        var unknown = new Permission("VAULT_CREATE");

        assertThat(set("Allow group g1 to manage all-resources in tenancy").decide(request, unknown))
                .isInstanceOf(Decision.Allowed.class);
        assertThat(set("Allow group g1 to use all-resources in tenancy").decide(request, unknown))
                .isInstanceOf(Decision.Denied.class);
        assertThat(set("Allow group g1 to {VAULT_CREATE} in tenancy").decide(request, unknown))
                .isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void aRestoredPolicyAsksNobodyWhatItsNamesStandFor() {
        Policy policy = policy(HOME, "Allow group g1 to read objects in tenancy");
        Bindings bindings = compile(policy).policy().orElseThrow().bindings();
        var recreated = new Bindings(Map.of());

        CompiledPolicy kept =
                Policies.restore(policy, bindings, catalogue).policy().orElseThrow();
        CompiledPolicy lost =
                Policies.restore(policy, recreated, catalogue).policy().orElseThrow();

        assertThat(bindings.ocids()).containsValue("ocid1.group.oc1..g1");
        Request request = request("GetObject", "ROOT", Map.of());
        assertThat(set(List.of(kept)).decide(request, Permission.OBJECT_READ)).isInstanceOf(Decision.Allowed.class);
        assertThat(set(List.of(lost)).decide(request, Permission.OBJECT_READ)).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void whatCannotBeSavedIsSaidInTheWordsOfOci() {
        assertThat(errors(HOME, "Allow group g1 to read objects in compartment nowhere"))
                .containsExactly(
                        "1: Compartment {nowhere} does not exist or is not part of the policy compartment subtree");
        assertThat(errors(HOME, "Allow group g1 to read objects in compartment id " + HOME))
                .containsExactly("1: Compartment {" + HOME
                        + "} does not exist or is not part of the policy compartment subtree");
        assertThat(errors(CaseWorld.compartmentId("home", "finance"), "Allow group g1 to read objects in tenancy"))
                .hasSize(1);
        assertThat(errors(HOME, "Endorse group g1 to read objects in tenancy Elsewhere"))
                .containsExactly(
                        "1: a statement `Define tenancy Elsewhere as ocid1.tenancy…` must be in the same policy");
        var tooMany = new String[Policies.MAX_STATEMENTS + 1];
        Arrays.fill(tooMany, "Allow any-user to read objects in tenancy");
        assertThat(errors(HOME, tooMany)).containsExactly("0: a policy holds no more than that");
    }

    @Test
    void denyNeedsToBeEnabled() {
        Policy policy = policy(HOME, "Deny any-user to read objects in tenancy");

        assertThat(Policies.compile(policy, world, catalogue, Optional.of("the tenancy has not opted in"))
                        .errors())
                .extracting(it -> it.diagnostic().message())
                .containsExactly("found `Deny`, expected `Allow`: the tenancy has not opted in");
        assertThat(compile(policy).policy())
                .hasValueSatisfying(it -> assertThat(it.denies()).isTrue());
    }

    @Test
    void addressesMatchRanges() {
        PolicySet policies =
                set("Allow group g1 to read objects in tenancy where request.ipv4.ipaddress = '10.1.0.0/16'");

        assertThat(policies.decide(from("10.1.255.1"), Permission.OBJECT_READ)).isInstanceOf(Decision.Allowed.class);
        assertThat(policies.decide(from("10.2.0.1"), Permission.OBJECT_READ)).isInstanceOf(Decision.Denied.class);
        assertThat(policies.decide(from("ten"), Permission.OBJECT_READ)).isInstanceOf(Decision.Denied.class);
    }

    private Request from(String address) {
        return request("GetObject", "ROOT", Map.of(Plain.REQUEST_IPV4_IPADDRESS, new Value.Text(address)));
    }

    private Finding nearest(String permission, String compartment, Map<Variable, Value> variables, String statement) {
        Decision decision =
                set(statement).decide(request("PutObject", compartment, variables), new Permission(permission));
        return ((Decision.Denied) decision).findings().getFirst();
    }

    private List<String> errors(String attachedTo, String... statements) {
        return compile(policy(attachedTo, statements)).errors().stream()
                .map(it -> it.statement() + ": " + it.diagnostic().because())
                .toList();
    }

    private Compilation compile(Policy policy) {
        return Policies.compile(policy, world, catalogue, Optional.empty());
    }

    private static Policy policy(String attachedTo, String... statements) {
        return new Policy("ocid1.policy.oc1..lake", "lake", HOME, attachedTo, List.of(statements));
    }

    private PolicySet set(String... statements) {
        Optional<CompiledPolicy> compiled = compile(policy(HOME, statements)).policy();
        return set(List.of(compiled.orElseThrow()));
    }

    private PolicySet set(List<CompiledPolicy> policies) {
        return PolicySet.of(policies, world.compartmentsOf("home"), GroupNames.UNKNOWN, catalogue, Set.of());
    }

    private static Request request(String operation, String compartment, Map<Variable, Value> variables) {
        var user = new Principal.User("ocid1.user.oc1..ann", "ann", HOME, Set.of(CaseWorld.groupId("g1")));
        return new Request(user, operation, HOME, CaseWorld.compartmentId("home", compartment), variables::get);
    }
}
