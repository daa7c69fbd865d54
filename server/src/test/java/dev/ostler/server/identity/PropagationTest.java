// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static dev.ostler.server.identity.UsersAndGroupsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.problem.Pending;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that take force later than they are saved, by the server's clock. */
class PropagationTest {
    private static final Duration DELAY = Duration.ofSeconds(60);
    private static final Duration HALF = DELAY.dividedBy(2);
    private static final IdentitySettings SLOW_POLICIES = IdentitySettings.DEFAULT.withPolicyDelay(DELAY);
    private static final IdentitySettings SLOW_KEYS = IdentitySettings.DEFAULT.withKeyDelay(DELAY);
    private static final String READ = "Allow group analysts to inspect users in tenancy";
    private static final String NOT_THAT = "Allow group analysts to inspect groups in tenancy";

    private TestIdentity world;
    private User alice;
    private Group analysts;
    private SecretKey key;

    @BeforeEach
    void openWorld() throws IOException {
        world = new TestIdentity();
        alice = world.user("alice");
        analysts = world.group("analysts");
        key = world.key(alice);
    }

    @AfterEach
    void closeWorld() throws IOException {
        world.close();
    }

    private boolean mayAlice() {
        Caller.User caller = world.identity().holderOf(key.id()).orElseThrow().caller();
        try {
            world.permit(caller, "GetUser", new Existing(Kind.USER, alice.id()));
            return true;
        } catch (ProblemException e) {
            assertThat(e.problem()).isInstanceOf(Problem.NotAuthorized.class);
            return false;
        }
    }

    private AttachedPolicy policy(String statement) {
        return world.policy(world.tenancyId(), "p", statement);
    }

    private void wait(Duration duration) {
        world.clock().advance(duration);
    }

    private boolean knows(SecretKey asked) {
        return world.identity().holderOf(asked.id()).isPresent();
    }

    private void delete(SecretKey deleted) {
        world.commit(change -> change.secretKeys()
                .delete(
                        world.permit(
                                "DeleteCustomerSecretKey", new Credentials(Kind.CUSTOMER_SECRET_KEY, deleted.userId())),
                        deleted.userId(),
                        deleted.id()));
    }

    @Test
    void withoutADelayChangesAreInForceWhenTheyAreSaved() {
        world.add(alice, analysts);

        AttachedPolicy policy = policy(READ);
        assertThat(mayAlice()).isTrue();

        world.deletePolicy(policy);
        assertThat(mayAlice()).isFalse();
    }

    @Test
    void aPolicyIsMadeChangedAndDeletedAfterItsDelay() throws IOException {
        world.add(alice, analysts);
        world.reopen(SLOW_POLICIES);

        AttachedPolicy policy = policy(READ);
        assertThat(mayAlice()).isFalse();
        wait(DELAY);
        assertThat(mayAlice()).isTrue();

        world.update(policy, NOT_THAT);
        assertThat(mayAlice()).isTrue();
        wait(DELAY);
        assertThat(mayAlice()).isFalse();

        world.update(policy, READ);
        wait(DELAY);
        world.deletePolicy(policy);
        assertThat(mayAlice()).isTrue();
        wait(DELAY);
        assertThat(mayAlice()).isFalse();
    }

    @Test
    void changesOfOnePolicyTakeForceOneAfterTheOther() throws IOException {
        world.add(alice, analysts);
        world.reopen(SLOW_POLICIES);
        AttachedPolicy policy = policy(READ);
        wait(HALF);
        world.update(policy, NOT_THAT);

        assertThat(mayAlice()).isFalse();
        wait(HALF);
        assertThat(mayAlice()).isTrue();
        wait(HALF);
        assertThat(mayAlice()).isFalse();
    }

    @Test
    void whenAChangeTakesForceIsKeptOverRestarts() throws IOException {
        world.add(alice, analysts);
        world.reopen(SLOW_POLICIES);
        policy(READ);
        wait(HALF);

        world.reopen(IdentitySettings.DEFAULT);

        assertThat(mayAlice()).isFalse();
        wait(HALF);
        assertThat(mayAlice()).isTrue();
        world.reopen();
        assertThat(mayAlice()).isTrue();
    }

    @Test
    void aChangeWithoutADelayOvertakesOneThatIsOnItsWay() throws IOException {
        world.add(alice, analysts);
        world.reopen(SLOW_POLICIES);
        AttachedPolicy policy = policy(NOT_THAT);
        world.reopen(IdentitySettings.DEFAULT);

        world.update(policy, READ);

        assertThat(mayAlice()).isTrue();
        wait(DELAY);
        assertThat(mayAlice()).isTrue();
    }

    @Test
    void aShorterDelayOvertakesALongerOne() throws IOException {
        world.add(alice, analysts);
        world.reopen(SLOW_POLICIES);
        AttachedPolicy policy = policy(NOT_THAT);
        world.reopen(SLOW_POLICIES.withPolicyDelay(HALF));

        world.update(policy, READ);

        assertThat(mayAlice()).isFalse();
        wait(HALF);
        assertThat(mayAlice()).isTrue();
        wait(HALF);
        assertThat(mayAlice()).isTrue();
    }

    @Test
    void membershipsTakeForceAsPoliciesDo() throws IOException {
        policy(READ);
        world.reopen(SLOW_POLICIES);

        world.add(alice, analysts);
        assertThat(mayAlice()).isFalse();
        wait(DELAY);
        assertThat(mayAlice()).isTrue();

        world.remove(alice, analysts);
        world.add(alice, analysts);
        world.remove(alice, analysts);
        assertThat(mayAlice()).isTrue();
        wait(DELAY);
        assertThat(mayAlice()).isFalse();
    }

    @Test
    void whatIsSavedCountsForFurtherChangesAtOnce() throws IOException {
        world.reopen(SLOW_POLICIES);

        policy(READ);

        refused(Problem.AlreadyExists.class, () -> policy(READ));
        world.deletePolicy(world.now().policy(world.tenancyId(), "p").orElseThrow());
        assertThat(policy(READ).statements()).containsExactly(READ);
    }

    @Test
    void whatAServerStartsWithIsInForceAtOnce() throws IOException {
        world.reopen(SLOW_POLICIES);
        AttachedPolicy policy = policy(NOT_THAT);

        world.identity().commitAtOnce(change -> {
            change.groups()
                    .addUser(
                            world.permit("AddUserToGroup", new IdentityResource.Membership(analysts.id(), alice.id())),
                            analysts.id(),
                            alice.id());
            return change.policies()
                    .update(
                            world.permit("UpdatePolicy", new Existing(Kind.POLICY, policy.id())),
                            policy.id(),
                            new PolicySteps.Update(
                                    Optional.empty(), Optional.of(List.of(READ)), Optional.empty(), Optional.empty()));
        });

        assertThat(mayAlice()).isTrue();
        wait(DELAY);
        assertThat(mayAlice()).isTrue();
    }

    @Test
    void aNewKeyIsUnknownAndADeletedOneGoodUntilTheDelayIsOver() throws IOException {
        world.reopen(SLOW_KEYS);

        SecretKey made = world.key(alice);
        assertThat(knows(made)).isFalse();
        Pending pending = world.identity().pendingKey(made.id()).orElseThrow();
        assertThat(Duration.between(pending.savedAt(), pending.inForceAt())).isEqualTo(DELAY);
        wait(HALF);
        world.reopen();
        assertThat(knows(made)).isFalse();
        wait(HALF);
        assertThat(knows(made)).isTrue();
        assertThat(world.identity().pendingKey(made.id())).isEmpty();

        delete(made);
        assertThat(knows(made)).isTrue();
        wait(HALF);
        world.reopen();
        assertThat(knows(made)).isTrue();
        wait(HALF);
        assertThat(knows(made)).isFalse();
        assertThat(world.identity().pendingKey(made.id())).isEmpty();
    }

    @Test
    void apiKeysTakeForceAsSecretKeysDo() throws IOException {
        world.reopen(SLOW_KEYS);
        ApiKey made = world.identity()
                .commit(change -> change.apiKeys()
                        .upload(
                                world.permit("UploadApiKey", new Credentials(Kind.API_KEY, alice.id())),
                                alice.id(),
                                KeysAndNetworkSourcesTest.PEM));

        assertThat(world.identity().apiKey(world.tenancyId(), alice.id(), made.fingerprint()))
                .isEmpty();
        wait(DELAY);
        assertThat(world.identity().apiKey(world.tenancyId(), alice.id(), made.fingerprint()))
                .contains(made);
        world.commit(change -> change.apiKeys()
                .delete(
                        world.permit("DeleteApiKey", new Credentials(Kind.API_KEY, alice.id())),
                        alice.id(),
                        made.fingerprint()));
        assertThat(world.identity().apiKey(world.tenancyId(), alice.id(), made.fingerprint()))
                .contains(made);
        wait(DELAY);
        assertThat(world.identity().apiKey(world.tenancyId(), alice.id(), made.fingerprint()))
                .isEmpty();
    }

    @Test
    void theKeysOfAUserWhoIsDeletedOrBlockedEndAtOnce() throws IOException {
        world.reopen(SLOW_KEYS);
        Existing resource = new Existing(Kind.USER, alice.id());

        world.commit(change -> change.users().updateState(world.permit("UpdateUserState", resource), alice.id(), true));
        assertThat(knows(key)).isFalse();
        world.commit(
                change -> change.users().updateState(world.permit("UpdateUserState", resource), alice.id(), false));
        assertThat(knows(key)).isTrue();
        world.deleteUser(alice.id());
        assertThat(knows(key)).isFalse();
    }

    @Test
    void whatIsOverIsForgottenByTheNextChange() throws IOException {
        world.reopen(SLOW_KEYS);
        delete(key);
        assertThat(world.now().formers().shelves())
                .anyMatch(shelf -> !shelf.all().isEmpty());
        wait(DELAY);

        world.group("others");
        world.reopen();

        assertThat(world.now().formers().shelves())
                .allMatch(shelf -> shelf.all().isEmpty());
    }

    /** With one delay for everything, what is in force is what was saved so long ago. */
    @Test
    void whatIsInForceIsWhatWasSavedADelayAgo() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("PropagationTest seed " + seed);
        Random random = new Random(seed);
        Duration step = Duration.ofMinutes(1);
        int delaySteps = 5;
        // Half a step from every look: however long the test itself takes, no change takes force while it looks.
        Duration delay = step.multipliedBy(delaySteps).minus(step.dividedBy(2));
        world.reopen(IdentitySettings.DEFAULT.withPolicyDelay(delay).withKeyDelay(delay));
        List<User> users = new ArrayList<>(List.of(alice, world.user("bob"), world.user("cleo")));
        List<Group> groups = List.of(analysts, world.group("loaders"));
        TreeMap<Integer, Set<String>> saved = new TreeMap<>();
        saved.put(-delaySteps, shown(world.now()));

        for (int now = 0; now < 120; now++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                change(random, users.get(random.nextInt(3)), groups.get(random.nextInt(2)));
            }
            saved.put(now, shown(world.now()));
            if (random.nextInt(10) == 0) {
                world.reopen();
            }
            wait(step);

            assertThat(shown(((PoliciesInForce) world.identity().inForce()).snapshot()))
                    .as("seed %d, step %d", seed, now)
                    .isEqualTo(saved.floorEntry(now + 1 - delaySteps).getValue());
        }
    }

    private void change(Random random, User user, Group group) {
        switch (random.nextInt(3)) {
            case 0 -> {
                if (world.now().memberships().labelled(user.id(), group.id()).isPresent()) {
                    world.remove(user, group);
                } else {
                    world.add(user, group);
                }
            }
            case 1 -> {
                List<SecretKey> keys = List.copyOf(world.now().secretKeys().of(user.id()));
                if (keys.size() == 2 || (!keys.isEmpty() && random.nextBoolean())) {
                    delete(keys.get(random.nextInt(keys.size())));
                } else {
                    world.key(user);
                }
            }
            default -> {
                String name = "p" + random.nextInt(2);
                String statement = random.nextBoolean() ? READ : NOT_THAT;
                var there = world.now().policy(world.tenancyId(), name);
                if (there.isEmpty()) {
                    world.policy(world.tenancyId(), name, statement);
                } else if (random.nextBoolean()) {
                    world.update(there.get(), statement);
                } else {
                    world.deletePolicy(there.get());
                }
            }
        }
    }

    private static Set<String> shown(Snapshot snapshot) {
        Set<String> rows = new TreeSet<>();
        for (User user : snapshot.users().all()) {
            snapshot.groupIdsOf(user.id()).forEach(id -> rows.add(user.name() + " in " + id));
            snapshot.secretKeys().of(user.id()).forEach(row -> rows.add(user.name() + " has " + row.id()));
        }
        snapshot.policies().all().forEach(row -> rows.add(row.id() + " says " + row.statements()));
        return rows;
    }
}
