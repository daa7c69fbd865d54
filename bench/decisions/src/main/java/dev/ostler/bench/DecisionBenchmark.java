// SPDX-License-Identifier: Apache-2.0
package dev.ostler.bench;

import dev.ostler.iam.cases.CaseWorld;
import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.decision.CompiledPolicy;
import dev.ostler.iam.decision.Decision;
import dev.ostler.iam.decision.GroupNames;
import dev.ostler.iam.decision.Policies;
import dev.ostler.iam.decision.Policy;
import dev.ostler.iam.decision.PolicySet;
import dev.ostler.iam.decision.Principal;
import dev.ostler.iam.decision.Request;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variables.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

/** GetObject with 500 statements of one {@link Shape} in force. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecisionBenchmark {
    private static final Permission OBJECT_READ = Permission.OBJECT_READ;
    private static final String TENANCY = CaseWorld.tenancyId("home");
    private static final int FEW_GROUPS = 5;
    private static final int MANY_GROUPS = 100;

    @Param
    public Shape shape = Shape.NONE;

    private final CaseWorld world = new CaseWorld(
            List.of("finance", "finance:payroll", "a", "a:b", "a:b:c", "a:b:c:d", "a:b:c:d:e", "a:b:c:d:e:f"));
    private PolicySet policies = PolicySet.of(List.of(), world.compartmentsOf("home"), GroupNames.UNKNOWN, Catalogue.load(), Set.of());
    private Request allowed = request("bucket-499", "raw-499/part-499/2026.csv-499", 499);
    private Request denied = request("no-such-bucket", "tmp/2026.txt", 500);

    @Setup
    public void compile() {
        policies = set();
        allowed = request("bucket-499", "raw-499/part-499/2026.csv-499", 499);
        denied = request("no-such-bucket", "tmp/2026.txt", 500);
        boolean none = policies.decide(allowed, OBJECT_READ) instanceof Decision.Denied;
        if (none != (shape == Shape.NONE) || !(policies.decide(denied, OBJECT_READ) instanceof Decision.Denied)) {
            throw new IllegalStateException("the policies do not decide as the benchmark wants them to");
        }
    }

    /** In policies of the root and, so that there are many, no more than ten statements each. */
    private PolicySet set() {
        Catalogue catalogue = Catalogue.load();
        var compiled = new ArrayList<CompiledPolicy>();
        for (int from = 0; shape != Shape.NONE && from < Shape.STATEMENTS; from += 10) {
            var texts = new ArrayList<String>();
            for (int i = from; i < from + 10; i++) {
                texts.add(shape.statement(i));
            }
            var policy = new Policy("ocid1.policy.oc1..p" + from, "p" + from, TENANCY, TENANCY, texts);
            compiled.add(
                    Policies.compile(policy, world, catalogue, Optional.empty()).policy().orElseThrow());
        }
        return PolicySet.of(compiled, world.compartmentsOf("home"), GroupNames.UNKNOWN, catalogue, Set.of());
    }

    private Request request(String bucket, String object, int number) {
        var groups = new HashSet<String>();
        int count = shape.name().startsWith("MANY_GROUPS") ? MANY_GROUPS : FEW_GROUPS;
        for (int i = 0; i < count; i++) {
            groups.add(CaseWorld.groupId("g" + (Shape.STATEMENTS - 1 - i * (Shape.STATEMENTS / count))));
        }
        Map<Variable, Value> variables = Map.of(
                Variable.Plain.TARGET_BUCKET_NAME,
                new Value.Text(bucket),
                Variable.Plain.TARGET_OBJECT_NAME,
                new Value.Text(object),
                Variable.Plain.REQUEST_UTC_TIMESTAMP,
                new Value.Text("2026-11-25T16:00:00Z"),
                Variable.Plain.REQUEST_TIME_OF_DAY,
                new Value.Text("16:00:00Z"),
                Variable.Plain.REQUEST_NETWORK_SOURCE_NAME,
                new Value.Texts(List.of("office-" + number, "all")),
                Variable.of("target.bucket.tag.ops.team"),
                new Value.Text("team-" + number),
                Variable.of("target.bucket.tag.ops.owner"),
                new Value.Text("ocid1.user.oc1..u499"));
        return new Request(
                new Principal.User("ocid1.user.oc1..u" + number, "ann", TENANCY, groups),
                "GetObject",
                TENANCY,
                CaseWorld.compartmentId("home", shape == Shape.DEEP ? "a:b:c:d:e:f" : "finance:payroll"),
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
