// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, groups, who is in them, and customer secret keys. */
class UsersAndGroupsTest {
    private TestIdentity world;

    @BeforeEach
    void openWorld() throws IOException {
        world = new TestIdentity();
    }

    @AfterEach
    void closeWorld() throws IOException {
        world.close();
    }

    static <P extends Problem> P refused(Class<P> problem, ThrowingCallable call) {
        List<Problem> seen = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> seen.add(e.problem()));
        assertThat(seen.getFirst()).isInstanceOf(problem);
        return problem.cast(seen.getFirst());
    }

    private Caller.User callerOf(SecretKey key) {
        return world.identity().holderOf(key.id()).orElseThrow().caller();
    }

    @Test
    void aWorldBeginsWithItsAdministrator() {
        Caller.User admin =
                world.identity().holderOf(TestIdentity.KEY.id()).orElseThrow().caller();

        assertThat(admin.name()).isEqualTo("admin");
        assertThat(admin.userId()).isEqualTo(Founding.administratorId("local"));
        assertThat(admin.tenancyId()).isEqualTo(Founding.tenancyId("local"));
        assertThat(admin.groups()).containsExactly(Founding.administratorsId("local"));
    }

    @Test
    void everythingSurvivesAReopen() throws IOException {
        User alice = world.user("alice");
        Group analysts = world.group("analysts");
        Membership membership = world.add(alice, analysts);
        SecretKey key = world.key(alice);

        world.reopen();

        assertThat(world.now().users().get(alice.id())).contains(alice);
        assertThat(world.now().groups().get(analysts.id())).contains(analysts);
        assertThat(world.now().memberships().get(membership.id())).contains(membership);
        assertThat(world.now().secretKeys().get(key.id())).contains(key);
        assertThat(callerOf(key).groups()).containsExactly(analysts.id());
    }

    @Test
    void aNameIsTakenOnceInATenancy() {
        world.user("alice");
        world.group("analysts");

        assertThat(refused(Problem.AlreadyExists.class, () -> world.user("Alice"))
                        .kind())
                .isEqualTo("User");
        assertThat(refused(Problem.AlreadyExists.class, () -> world.group("ANALYSTS"))
                        .kind())
                .isEqualTo("Group");
    }

    @Test
    void namesAreOfOcisForm() {
        for (String name : List.of("", "a b", "a/b", "ü", "a".repeat(101))) {
            refused(Problem.InvalidParameter.class, () -> world.user(name));
            refused(Problem.InvalidParameter.class, () -> world.group(name));
        }
        assertThat(world.user("ann+test_1.x-y@example.com").name()).isEqualTo("ann+test_1.x-y@example.com");
        refused(Problem.InvalidParameter.class, () -> world.group("ann@example.com"));
    }

    @Test
    void anOcidIsTheSameInEveryFreshWorldAndNewForAThingMadeAgain() throws IOException {
        User first = world.user("alice");
        world.deleteUser(first.id());
        world.reopen();
        User second = world.user("alice");
        world.deleteUser(second.id());
        User third = world.user("alice");

        try (TestIdentity fresh = new TestIdentity()) {
            assertThat(fresh.user("alice").id()).isEqualTo(first.id());
        }
        assertThat(Set.of(first.id(), second.id(), third.id())).hasSize(3);
        assertThat(second.id()).isEqualTo(Ocids.derived("user", "local/alice", 1));
    }

    @Test
    void aRenamedGroupKeepsItsOcidAndANewOneOfItsNameGetsAnother() {
        Group first = world.group("analysts");
        Group renamed = world.identity()
                .commit(change -> change.groups()
                        .rename(
                                world.permit("UpdateGroup", new Existing(Kind.GROUP, first.id())),
                                first.id(),
                                "scientists"));
        Group second = world.group("analysts");

        assertThat(renamed.id()).isEqualTo(first.id());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(world.now().group(world.tenancyId(), "scientists")).contains(renamed);
    }

    @Test
    void aUserHasTwoSecretKeysAtMostAndNoIdIsThereTwice() {
        User alice = world.user("alice");
        User bob = world.user("bob");
        SecretKey first = world.key(alice);
        world.key(alice);

        assertThat(refused(Problem.LimitExceeded.class, () -> world.key(alice)).max())
                .isEqualTo(2);
        refused(Problem.AlreadyExists.class, () -> world.key(bob, first.key()));
    }

    @Test
    void usersLookAfterTheirOwnKeysWithoutAPolicy() {
        User alice = world.user("alice");
        User bob = world.user("bob");
        Caller.User caller = callerOf(world.key(alice));

        Permit own =
                world.permit(caller, "CreateCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, alice.id()));
        SecretKey made = world.identity()
                .commit(change ->
                        change.secretKeys().create(own, alice.id(), "mine", new CustomerSecretKey("id", "secret")));

        assertThat(world.identity().holderOf(made.id())).isPresent();
        refused(
                Problem.NotAuthorized.class,
                () -> world.permit(
                        caller, "CreateCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, bob.id())));
        refused(
                Problem.NotAuthorized.class,
                () -> world.permit(caller, "UpdateUser", new Existing(Kind.USER, alice.id())));
    }

    @Test
    void aPermitIsGoodForItsOwnOperationAndResourceAlone() {
        User alice = world.user("alice");
        User bob = world.user("bob");
        Permit forAlice = world.permit("DeleteUser", new Existing(Kind.USER, alice.id()));

        assertThatThrownBy(() -> world.commit(change -> change.users().delete(forAlice, bob.id())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> world.commit(change -> change.users()
                        .update(forAlice, alice.id(), Optional.empty(), Optional.empty(), Optional.empty())))
                .isInstanceOf(IllegalStateException.class);
        assertThat(world.now().users().get(bob.id())).isPresent();
    }

    @Test
    void aKeyIsUnknownOnceItsUserIsBlockedOrMayHaveNone() {
        User alice = world.user("alice");
        SecretKey key = world.key(alice);
        Existing resource = new Existing(Kind.USER, alice.id());

        world.commit(change -> change.users().updateState(world.permit("UpdateUserState", resource), alice.id(), true));
        assertThat(world.identity().holderOf(key.id())).isEmpty();

        world.commit(change -> {
            change.users().updateState(world.permit("UpdateUserState", resource), alice.id(), false);
            change.users()
                    .updateCapabilities(
                            world.permit("UpdateUserCapabilities", resource),
                            alice.id(),
                            Set.of(User.Capability.API_KEYS));
        });
        assertThat(world.identity().holderOf(key.id())).isEmpty();
        refused(Problem.IncorrectState.class, () -> world.key(alice));
    }

    @Test
    void membersAndGroupsMustBePartedBeforeTheyAreDeleted() {
        User alice = world.user("alice");
        Group analysts = world.group("analysts");
        world.add(alice, analysts);
        SecretKey key = world.key(alice);

        refused(Problem.IncorrectState.class, () -> world.deleteUser(alice.id()));
        refused(Problem.IncorrectState.class, () -> world.deleteGroup(analysts.id()));
        world.remove(alice, analysts);
        assertThat(callerOf(key).groups()).isEmpty();
        world.deleteUser(alice.id());
        world.deleteGroup(analysts.id());

        assertThat(world.identity().holderOf(key.id())).isEmpty();
        assertThat(world.now().secretKeys().of(alice.id())).isEmpty();
    }

    @Test
    void aUserIsInAGroupOnce() {
        User alice = world.user("alice");
        Group analysts = world.group("analysts");
        world.add(alice, analysts);

        refused(Problem.AlreadyExists.class, () -> world.add(alice, analysts));
        refused(
                Problem.RelatedNotFound.class,
                () -> world.add(
                        new User(
                                "ocid1.user.oc1..none", "", "none", "", false, Set.of(), new Details("", Tags.NONE, 0)),
                        analysts));
    }

    @Test
    void theServersOwnAdministratorStaysAndSoDoTheirGroupAndKey() {
        User admin = world.now().user(world.tenancyId(), "admin").orElseThrow();
        Group administrators =
                world.now().group(world.tenancyId(), "Administrators").orElseThrow();

        refused(Problem.ServicesOwn.class, () -> world.remove(admin, administrators));
        refused(Problem.ServicesOwn.class, () -> world.deleteGroup(administrators.id()));
        refused(
                Problem.ServicesOwn.class,
                () -> world.commit(change -> change.secretKeys()
                        .delete(
                                world.permit(
                                        "DeleteCustomerSecretKey",
                                        new Credentials(Kind.CUSTOMER_SECRET_KEY, admin.id())),
                                admin.id(),
                                TestIdentity.KEY.id())));
    }

    @Test
    void anotherKeyGivenAtAStartTakesThePlaceOfTheOneBefore() throws IOException {
        User admin = world.now().user(world.tenancyId(), "admin").orElseThrow();
        SecretKey additional = world.key(admin);

        world.reopen(new CustomerSecretKey("other", "secret"));

        assertThat(world.identity().holderOf(TestIdentity.KEY.id())).isEmpty();
        assertThat(world.identity().holderOf("other")).isPresent();
        assertThat(world.identity().holderOf(additional.id())).isPresent();
    }

    @Test
    void theKeyOfAnotherUserCannotBeTheServers() {
        SecretKey alices = world.key(world.user("alice"));

        assertThatThrownBy(() -> Identity.open(
                        world.engine(),
                        world.clock(),
                        new Founding("local", TestIdentity.REGION, alices.key(), IdentitySettings.DEFAULT),
                        TestIdentity.CATALOGUE))
                .isInstanceOf(KeyTakenException.class)
                .hasMessageContaining("alice");
    }

    @Test
    void aComposedChangeHappensWholeOrNotAtAll() throws IOException {
        assertThatThrownBy(() -> world.commit(change -> {
                    world.user(change, "alice");
                    world.group(change, "analysts");
                    world.user(change, "alice");
                }))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> world.commit(change -> {
                    world.user(change, "bob");
                    change.alongside(rows -> {
                        throw new IllegalStateException("the other domain refuses");
                    });
                }))
                .hasMessageContaining("the other domain");

        for (int i = 0; i < 2; i++) {
            assertThat(world.now().users().of(world.tenancyId())).hasSize(1);
            assertThat(world.now().groups().of(world.tenancyId())).hasSize(1);
            world.reopen();
        }
    }

    @Test
    void aComposedChangeMayHaveThousandsOfRows() throws IOException {
        world.commit(change -> {
            for (int i = 0; i < 1500; i++) {
                world.user(change, "user-" + i);
            }
        });

        world.reopen();

        assertThat(world.now().users().of(world.tenancyId())).hasSize(1501);
    }

    @Test
    void concurrentChangesNeverMakeANameTwice() throws Exception {
        int threads = 8;
        List<Future<Boolean>> outcomes = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads * 20; i++) {
                String name = "user-" + i % 20;
                outcomes.add(executor.submit(() -> {
                    try {
                        world.user(name);
                        return true;
                    } catch (ProblemException e) {
                        return false;
                    }
                }));
            }
        }

        int made = 0;
        for (Future<Boolean> outcome : outcomes) {
            made += outcome.get() ? 1 : 0;
        }
        assertThat(made).isEqualTo(20);
        assertThat(world.now().users().of(world.tenancyId())).hasSize(21);
    }

    @Test
    void aReaderNeverSeesHalfAChange() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Integer> reader = executor.submit(() -> {
                int seen = 0;
                while (!over.get()) {
                    Snapshot snapshot = world.now();
                    int users = snapshot.users().of(world.tenancyId()).size() - 1;
                    int groups = snapshot.groups().of(world.tenancyId()).size() - 1;
                    if (users != groups) {
                        throw new AssertionError(users + " users, " + groups + " groups");
                    }
                    seen = Math.max(seen, users);
                }
                return seen;
            });
            for (int i = 0; i < 100; i++) {
                String name = "n" + i;
                world.commit(change -> {
                    world.user(change, name);
                    world.group(change, name);
                });
            }
            over.set(true);

            assertThat(reader.get()).isPositive();
        }
    }

    @Test
    void secretsAreNotShown() {
        SecretKey key = world.key(world.user("alice"), new CustomerSecretKey("id", "topsecret"));

        assertThat(key.toString()).doesNotContain("topsecret");
        assertThat(world.identity().holderOf("id").orElseThrow().toString()).doesNotContain("topsecret");
    }
}
