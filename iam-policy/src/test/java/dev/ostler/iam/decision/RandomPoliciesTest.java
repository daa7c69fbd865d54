// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.RandomWorld.RandomPolicy;
import dev.ostler.iam.decision.RandomWorld.RandomRequest;
import dev.ostler.iam.language.Parser;
import dev.ostler.iam.language.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random policies and requests, decided twice. A failure prints its seed; {@code -Dostler.seed} repeats it. */
class RandomPoliciesTest {
    private static final int WORLDS = 1_000;
    private static final int REQUESTS = 30;

    private final Catalogue catalogue = Catalogue.load();
    private final CaseWorld world = new CaseWorld(RandomWorld.COMPARTMENTS);

    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void decidesLikeTheNaiveEvaluator(int mostPolicies) {
        long first = Long.getLong("ostler.seed", new Random().nextLong());
        System.out.println("RandomPoliciesTest: seed " + first);
        var allowed = new int[2];

        for (int i = 0; i < WORLDS; i++) {
            long seed = first + i;
            var random = new RandomWorld(seed);
            List<RandomPolicy> policies = random.policies(mostPolicies);
            List<CompiledPolicy> compiled = compiled(policies, seed);
            var naive = new NaiveEvaluator(parsed(policies));
            PolicySet home = policySet(compiled, "home");
            PolicySet other = policySet(compiled, "other");
            for (int j = 0; j < REQUESTS; j++) {
                RandomRequest request = random.request();
                PolicySet set = request.asked().tenancy().equals("home") ? home : other;

                Decision decision = set.decide(request.request(), new Permission(request.permission()));

                boolean expected = naive.allows(request.asked());
                assertThat(decision instanceof Decision.Allowed)
                        .as(() -> "seed " + seed + ": " + request.asked() + " of " + policies)
                        .isEqualTo(expected);
                allowed[expected ? 1 : 0]++;
                if (decision instanceof Decision.Denied denied) {
                    assertThat(denied.findings()).allSatisfy(RandomPoliciesTest::pointsIntoItsText);
                }
            }
        }

        assertThat(allowed[0]).as("denied").isGreaterThan(WORLDS / 4);
        assertThat(allowed[1]).as("allowed").isGreaterThan(WORLDS / 4);
    }

    private static void pointsIntoItsText(Finding finding) {
        assertThat(finding.miss().span().of(finding.text())).isNotBlank();
        if (finding.miss() instanceof Finding.Miss.ConditionFails fails) {
            assertThat(fails.leaves()).isNotEmpty();
        }
    }

    private List<CompiledPolicy> compiled(List<RandomPolicy> policies, long seed) {
        var compiled = new ArrayList<CompiledPolicy>();
        for (RandomPolicy policy : policies) {
            var saved = new Policy(
                    "ocid1.policy.oc1..p" + compiled.size(),
                    "p" + compiled.size(),
                    CaseWorld.tenancyId(policy.tenancy()),
                    CaseWorld.compartmentId(policy.tenancy(), policy.attachedTo()),
                    policy.statements());
            Compilation compilation = Policies.compile(saved, world, catalogue, Optional.empty());
            assertThat(compilation.errors()).as("seed " + seed + ": " + policy).isEmpty();
            CompiledPolicy first = compilation.policy().orElseThrow();
            // What is restored from text and bindings decides like what was saved.
            compiled.add(Policies.restore(saved, new Bindings(first.bindings().ocids()), catalogue)
                    .policy()
                    .orElseThrow());
        }
        return compiled;
    }

    private static List<NaiveEvaluator.Attached> parsed(List<RandomPolicy> policies) {
        return policies.stream()
                .map(policy -> new NaiveEvaluator.Attached(
                        policy.tenancy(),
                        policy.attachedTo().equals("ROOT")
                                ? ""
                                : policy.attachedTo().toLowerCase(Locale.ROOT),
                        policy.statements().stream()
                                .map(text -> Parser.parse(text).statement().orElseThrow())
                                .map(Statement.class::cast)
                                .toList()))
                .toList();
    }

    private PolicySet policySet(List<CompiledPolicy> compiled, String tenancy) {
        return PolicySet.of(
                compiled,
                world.compartmentsOf(tenancy),
                GroupNames.UNKNOWN,
                catalogue,
                Set.of(CaseWorld.groupId("Administrators")));
    }
}
