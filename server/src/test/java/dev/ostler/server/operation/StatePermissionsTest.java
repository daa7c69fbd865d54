// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import static dev.ostler.iam.catalogue.Permission.BUCKET_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_CREATE;
import static dev.ostler.iam.catalogue.Permission.OBJECT_OVERWRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.api.control.PolicyExplanation;
import dev.ostler.server.http.RequestHeads;
import dev.ostler.server.objectstorage.Buckets;
import dev.ostler.server.objectstorage.ExpectedDigests;
import dev.ostler.server.objectstorage.ObjectHeaders;
import dev.ostler.server.objectstorage.Objects;
import dev.ostler.server.objectstorage.PutObject;
import dev.ostler.server.objectstorage.WriteCondition;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import dev.ostler.storage.DataDirectory;
import dev.ostler.storage.EngineOptions;
import dev.ostler.storage.StorageEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a write needs depends on whether the object exists, which only the commit knows: the permit is asked there. */
class StatePermissionsTest {
    private static final Caller.Server SERVER = new Caller.Server("test");
    private static final Caller.User ALICE =
            new Caller.User("ocid1.user.oc1..alice", "alice", TestPolicies.TENANCY, "local", Set.of(), "key");
    private static final Resource.Bucket LAKE = new Resource.Bucket("local", "us-ashburn-1", "lake");

    private final Set<Permission> granted = new HashSet<>(Set.of(BUCKET_CREATE, OBJECT_CREATE));
    private DataDirectory directory;
    private StorageEngine engine;
    private Authorizer authorizer;
    private Objects objects;

    @BeforeEach
    void openEngine() throws IOException {
        directory = DataDirectory.ephemeral(EngineOptions.defaults());
        engine = directory.openCurrentWorld();
        Buckets buckets =
                new Buckets(engine, Dialect.OCI, Clock.systemUTC(), _ -> TestPolicies.TENANCY, (_, _) -> true);
        authorizer = new Authorizer(Catalogue.load(), this::inForce, buckets, _ -> Optional.empty());
        objects = new Objects(engine, Clock.systemUTC());
        buckets.create(
                authorizer.authorize(SERVER, "CreateBucket", new Resource.NewBucket("local", "us-ashburn-1", "lake")),
                Map.of());
    }

    @AfterEach
    void closeEngine() throws IOException {
        engine.close();
        directory.close();
    }

    private PolicySource.InForce inForce() {
        String permissions = granted.stream().map(Permission::name).collect(Collectors.joining(", "));
        return new TestPolicies("Allow any-user to {" + permissions + "} in tenancy");
    }

    private Permit permitToPut(String name) {
        return authorizer.authorize(new Authorizer.Request(
                ALICE,
                "PutObject",
                "PutObject",
                new Resource.ObjectInBucket(LAKE, name),
                Set.of(OBJECT_CREATE, OBJECT_OVERWRITE),
                Circumstances.OF_SERVER));
    }

    private String put(Permit permit, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return objects.put(
                        permit,
                        new PutObject(
                                new ByteArrayInputStream(bytes),
                                bytes.length,
                                ExpectedDigests.NONE,
                                ObjectHeaders.NONE,
                                WriteCondition.NONE))
                .etag();
    }

    private String etagOf(String name) {
        return objects.head(authorizer.authorize(SERVER, "GetObject", new Resource.ObjectInBucket(LAKE, name)))
                .row()
                .etag();
    }

    @Test
    void whoMayOnlyCreateCannotOverwrite() throws IOException {
        String first = put(permitToPut("a"), "first");

        assertThatThrownBy(() -> put(permitToPut("a"), "second"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem())
                                .isInstanceOfSatisfying(
                                        Problem.NotAuthorized.class,
                                        why -> assertThat(why.missing()).isEqualTo(OBJECT_OVERWRITE)));
        assertThat(etagOf("a")).isEqualTo(first);
    }

    @Test
    void refusedOverwriteIsExplainedByPolicies() throws IOException {
        put(permitToPut("raw/a.csv"), "first");
        Problem problem = problemOf(() -> put(permitToPut("raw/a.csv"), "second"));

        Refusal refusal = new Refusal(
                "iad-1:7f3a",
                Instant.EPOCH,
                "PutObject",
                "lake/raw/a.csv",
                "alice",
                404,
                "NoSuchBucket",
                problem,
                RequestHeads.put("/lake/raw/a.csv"),
                List.of());

        assertThat(PolicyExplanation.inShort(refusal))
                .contains("OBJECT_OVERWRITE not granted (nearest test:1, which gives other permissions)");
        assertThat(PolicyExplanation.of(refusal).orElseThrow().text(false).lines())
                .hasSizeLessThanOrEqualTo(15)
                .contains(
                        "the client saw   404 NoSuchBucket: OCI answers a missing permission like a missing bucket;"
                                + " the bucket exists",
                        "needed           OBJECT_OVERWRITE, because raw/a.csv exists (a new name needs OBJECT_CREATE)",
                        "nearest          test:1 in the root compartment",
                        "no others        1 statement in force",
                        "would allow it   Allow any-user to {OBJECT_OVERWRITE} in tenancy where all {request.user.id ="
                                + " 'ocid1.user.oc1..alice', target.bucket.name = 'lake', target.object.name ="
                                + " 'raw/a.csv'}");
        assertThat(PolicyExplanation.of(refusal).orElseThrow().json(false)).containsKey("policies");
        assertThat(new Reasons(Reasons.Where.HEADER).header(problem, "PutObject", ALICE))
                .contains("PutObject needs OBJECT_OVERWRITE, which no policy grants");
    }

    private static Problem problemOf(ThrowableAssert.ThrowingCallable refused) {
        return catchThrowableOfType(ProblemException.class, refused).problem();
    }

    @Test
    void whoMayOnlyOverwriteCannotCreate() throws IOException {
        put(permitToPut("a"), "first");
        granted.remove(OBJECT_CREATE);
        granted.add(OBJECT_OVERWRITE);

        String second = put(permitToPut("a"), "second");

        assertThat(etagOf("a")).isEqualTo(second);
        assertThatThrownBy(() -> put(permitToPut("b"), "new"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem())
                                .isInstanceOfSatisfying(
                                        Problem.NotAuthorized.class,
                                        why -> assertThat(why.missing()).isEqualTo(OBJECT_CREATE)));
    }

    @Test
    void permitFromBeforeAnObjectWasMadeDoesNotOverwriteIt() throws IOException {
        Permit early = permitToPut("a");
        String first = put(permitToPut("a"), "first");

        assertThatThrownBy(() -> put(early, "second")).isInstanceOf(ProblemException.class);
        assertThat(etagOf("a")).isEqualTo(first);
    }

    @Test
    void whoMayNeitherGetsNoPermit() {
        granted.clear();
        granted.add(BUCKET_CREATE);

        assertThatThrownBy(() -> permitToPut("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whoMayNeitherIsToldWhatTheStateWouldHaveNeeded() throws IOException {
        put(permitToPut("a"), "first");
        granted.clear();
        granted.add(BUCKET_CREATE);

        assertThatThrownBy(() -> permitToPut("a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(missing(refused)).isEqualTo(OBJECT_OVERWRITE));
        assertThatThrownBy(() -> permitToPut("b"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(missing(refused)).isEqualTo(OBJECT_CREATE));
    }

    private static Permission missing(ProblemException refused) {
        return ((Problem.NotAuthorized) refused.problem()).missing();
    }
}
