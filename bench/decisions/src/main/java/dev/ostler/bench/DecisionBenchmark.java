// SPDX-License-Identifier: Apache-2.0
package dev.ostler.bench;

import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Request;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * GetObject, two compartments deep, by a user in five groups. {@code statements} says what is in force: nothing; 500
 * statements that differ in their group; 500 for one group that differ in the bucket they name; 500 for one group that
 * differ in a pattern of object names, which nothing can be looked up by.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecisionBenchmark {
    private static final int STATEMENTS = 500;
    private static final Permission OBJECT_READ = Permission.OBJECT_READ;

    @Param({"none", "groups", "buckets", "patterns"})
    public String statements = "none";

    private final CaseWorld world = new CaseWorld(List.of("ROOT", "finance", "finance:payroll"));
    private PolicySet policies = set(0, _ -> "");
    private Request allowed = request("bucket-499", "raw-499/2026/a.csv");
    private Request denied = request("no-such-bucket", "raw/a.csv");

    @Setup
    public void compile() {
        String where = " to read objects in compartment finance where ";
        policies = switch (statements) {
            case "groups" ->
                set(
                        STATEMENTS,
                        i -> "Allow group g" + i + where
                                + "all {target.bucket.name = 'bucket-499', target.object.name = 'raw-499/*'}");
            case "buckets" ->
                set(STATEMENTS, i -> "Allow group g499" + where + "target.bucket.name = 'bucket-" + i + "'");
            case "patterns" ->
                set(STATEMENTS, i -> "Allow group g499" + where + "target.object.name = 'raw-" + i + "/*'");
            default -> set(0, _ -> "");
        };
        if (policies.decide(allowed, OBJECT_READ) instanceof Decision.Denied != statements.equals("none")
                || !(policies.decide(denied, OBJECT_READ) instanceof Decision.Denied)) {
            throw new IllegalStateException("the policies do not decide as the benchmark wants them to");
        }
    }

    private PolicySet set(int count, IntFunction<String> statement) {
        Catalogue catalogue = Catalogue.load();
        var compiled = new ArrayList<CompiledPolicy>();
        for (int from = 0; from < count; from += Policies.MAX_STATEMENTS) {
            var texts = new ArrayList<String>();
            for (int i = from; i < Math.min(count, from + Policies.MAX_STATEMENTS); i++) {
                texts.add(statement.apply(i));
            }
            String root = CaseWorld.tenancyId("home");
            var policy = new Policy("ocid1.policy.oc1..p" + from, "p" + from, root, root, texts);
            compiled.add(
                    Policies.compile(policy, world, catalogue, Optional.empty()).policy().orElseThrow());
        }
        return PolicySet.of(compiled, world.compartmentsOf("home"), catalogue, Set.of());
    }

    private static Request request(String bucket, String object) {
        var groups = Set.of(
                CaseWorld.groupId("g499"),
                CaseWorld.groupId("a"),
                CaseWorld.groupId("b"),
                CaseWorld.groupId("c"),
                CaseWorld.groupId("d"));
        String tenancyId = CaseWorld.tenancyId("home");
        Map<Variable, Value> variables = Map.of(
                Variable.Plain.TARGET_BUCKET_NAME, new Value.Text(bucket),
                Variable.Plain.TARGET_OBJECT_NAME, new Value.Text(object));
        return new Request(
                new Principal.User("ocid1.user.oc1..u", "ann", tenancyId, groups),
                "GetObject",
                tenancyId,
                CaseWorld.compartmentId("home", "finance:payroll"),
                variables::get);
    }

    @Benchmark
    public Decision allow() {
        return policies.decide(allowed, OBJECT_READ);
    }

    @Benchmark
    public Decision refuse() {
        return policies.decide(denied, OBJECT_READ);
    }
}
