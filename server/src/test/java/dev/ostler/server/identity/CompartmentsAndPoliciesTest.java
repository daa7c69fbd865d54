// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static dev.ostler.server.identity.UsersAndGroupsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tree of compartments, and the policies that are attached to it. */
class CompartmentsAndPoliciesTest {
    private static final String READ = "Allow group analysts to read objects in tenancy";

    private TestIdentity world;
    private String root;

    @BeforeEach
    void openWorld() throws IOException {
        world = new TestIdentity();
        root = world.tenancyId();
    }

    @AfterEach
    void closeWorld() throws IOException {
        world.close();
    }

    @Test
    void compartmentsAndPoliciesSurviveAReopen() throws IOException {
        Group analysts = world.group("analysts");
        Compartment finance = world.compartment(root, "finance");
        Compartment payroll = world.compartment(finance.id(), "payroll");
        AttachedPolicy policy =
                world.policy(finance.id(), "read", "Allow group analysts to read objects in compartment payroll");

        world.reopen();

        assertThat(world.now().compartment(finance.id(), "Payroll")).contains(payroll);
        assertThat(world.now().policies().get(policy.id())).contains(policy);
        assertThat(policy.bindings().ocids().values()).containsExactlyInAnyOrder(analysts.id(), payroll.id());
    }

    @Test
    void aCompartmentsNameIsTakenOnceAmongItsSiblings() {
        Compartment one = world.compartment(root, "one");
        world.compartment(root, "two");
        Compartment nested = world.compartment(one.id(), "two");

        assertThat(refused(Problem.AlreadyExists.class, () -> world.compartment(root, "TWO"))
                        .kind())
                .isEqualTo("Compartment");
        refused(Problem.AlreadyExists.class, () -> world.rename(one, "two"));
        refused(Problem.AlreadyExists.class, () -> world.move(nested, root));
        assertThat(world.rename(one, "ONE").name()).isEqualTo("ONE");
    }

    @Test
    void compartmentsAreSixLevelsDeepAtMost() {
        String parent = root;
        for (int level = 1; level <= 6; level++) {
            parent = world.compartment(parent, "level-" + level).id();
        }
        String deepest = parent;
        Compartment other = world.compartment(root, "other");
        world.compartment(other.id(), "below");

        refused(Problem.LimitExceeded.class, () -> world.compartment(deepest, "level-7"));
        String fifth = world.now().compartments().get(deepest).orElseThrow().parentId();
        refused(Problem.LimitExceeded.class, () -> world.move(other, fifth));
    }

    @Test
    void aCompartmentMovesWithAllThatIsInItButNotIntoItself() throws IOException {
        Compartment one = world.compartment(root, "one");
        Compartment two = world.compartment(one.id(), "two");
        Compartment three = world.compartment(two.id(), "three");
        Compartment other = world.compartment(root, "other");

        refused(Problem.InvalidParameter.class, () -> world.move(one, one.id()));
        refused(Problem.InvalidParameter.class, () -> world.move(one, three.id()));
        refused(Problem.InvalidParameter.class, () -> world.move(one, root));
        world.move(two, other.id());
        world.reopen();

        assertThat(world.now().tree().pathOf(three.id())).containsExactly(three.id(), two.id(), other.id(), root);
    }

    @Test
    void theRootCompartmentStaysAsItIs() {
        Compartment one = world.compartment(root, "one");
        Compartment asRoot = new Compartment(root, "", "local", one.details());

        refused(Problem.ServicesOwn.class, () -> world.rename(asRoot, "other"));
        refused(Problem.ServicesOwn.class, () -> world.move(asRoot, one.id()));
        refused(Problem.ServicesOwn.class, () -> world.deleteCompartment(root));
    }

    @Test
    void aCompartmentIsDeletedOnceNothingIsInIt() {
        world.group("analysts");
        Compartment parent = world.compartment(root, "parent");
        Compartment child = world.compartment(parent.id(), "child");
        AttachedPolicy policy = world.policy(child.id(), "read", READ.replace("tenancy", "compartment child"));
        world.bucketIn(child.id(), "lake");

        assertThat(refused(Problem.IncorrectState.class, () -> world.deleteCompartment(parent.id()))
                        .detail())
                .contains("compartments");
        assertThat(refused(Problem.IncorrectState.class, () -> world.deleteCompartment(child.id()))
                        .detail())
                .contains("policies");
        world.deletePolicy(policy);
        assertThat(refused(Problem.IncorrectState.class, () -> world.deleteCompartment(child.id()))
                        .detail())
                .contains("buckets");
        assertThat(world.now().compartments().has(child.id())).isTrue();
        world.deleteBucket("lake");
        world.deleteCompartment(child.id());
        world.deleteCompartment(parent.id());

        refused(Problem.RelatedNotFound.class, () -> world.bucketIn(child.id(), "lake"));
        assertThat(world.compartment(root, "parent").id()).isNotEqualTo(parent.id());
    }

    @Test
    void aPolicyKeepsWhatItsNamesStoodForWhenItWasSaved() {
        Group first = world.group("analysts");
        AttachedPolicy policy = world.policy(root, "read", READ);
        world.deleteGroup(first.id());
        Group second = world.group("analysts");

        assertThat(world.now()
                        .policies()
                        .get(policy.id())
                        .orElseThrow()
                        .bindings()
                        .ocids()
                        .values())
                .containsExactly(first.id());
        assertThat(world.update(policy, READ).bindings().ocids().values()).containsExactly(second.id());
    }

    @Test
    void aPolicyThatNamesNothingThatExistsIsRefused() {
        world.group("analysts");

        assertThat(refused(
                                Problem.InvalidPolicy.class,
                                () -> world.policy(root, "a", READ, READ.replace("analysts", "none")))
                        .errors()
                        .getFirst()
                        .statement())
                .isEqualTo(2);
        refused(
                Problem.InvalidPolicy.class,
                () -> world.policy(root, "a", READ.replace("tenancy", "compartment nowhere")));
        refused(Problem.InvalidPolicy.class, () -> world.policy(root, "a", "Allow everybody everything"));
        refused(Problem.InvalidParameter.class, () -> world.policy(root, "a"));
        assertThat(world.now().policies().of(root)).hasSize(1);
    }

    @Test
    void denyingTakesTheTenancysOptIn() throws IOException {
        world.group("analysts");
        String deny = READ.replace("Allow", "Deny");
        refused(Problem.InvalidPolicy.class, () -> world.policy(root, "no", deny));

        world.commit(change -> change.tenancies().permitDenyStatements(new Caller.Server("test"), root));
        world.reopen();

        assertThat(world.policy(root, "no", deny).statements()).containsExactly(deny);
    }

    @Test
    void aPolicysNameIsTakenOnceInItsCompartment() {
        world.group("analysts");
        Compartment one = world.compartment(root, "one");
        world.policy(root, "read", READ);

        refused(Problem.AlreadyExists.class, () -> world.policy(root, "Read", READ));
        assertThat(world.policy(one.id(), "read", READ.replace("tenancy", "compartment one"))
                        .name())
                .isEqualTo("read");
    }

    @Test
    void theTenantAdminPolicyIsThereAndStaysAsItIs() {
        AttachedPolicy policy = world.now().policy(root, "Tenant Admin Policy").orElseThrow();

        assertThat(policy.statements())
                .containsExactly("Allow group Administrators to manage all-resources in tenancy");
        assertThat(policy.bindings().ocids().values()).containsExactly(Founding.administratorsId("local"));
        assertThat(refused(Problem.ServicesOwn.class, () -> world.update(policy, READ))
                        .detail())
                .isEqualTo("Cannot update policy - Tenant Admin Policy. Only Service Principal can update this policy");
        refused(Problem.ServicesOwn.class, () -> world.deletePolicy(policy));
    }

    @Test
    void whatDoesNotExistIsAnsweredLikeWhatMayNotBeSeen() {
        refused(
                Problem.NotAuthorizedOrNotFound.class,
                () -> world.permit("DeletePolicy", new Existing(Kind.POLICY, "ocid1.policy.oc1..none")));
        refused(
                Problem.NotAuthorizedOrNotFound.class,
                () -> world.permit("DeleteCompartment", new Existing(Kind.COMPARTMENT, "ocid1.compartment.oc1..none")));
    }

    @Test
    void aPolicyIsInForceAtOnceAndAfterARestartAndNotOnceItIsDeleted() throws IOException {
        User alice = world.user("alice");
        Group analysts = world.group("analysts");
        world.add(alice, analysts);
        SecretKey key = world.key(alice);
        Compartment finance = world.compartment(root, "finance");
        Compartment payroll = world.compartment(finance.id(), "payroll");
        AttachedPolicy policy =
                world.policy(root, "look", "Allow group analysts to inspect compartments in compartment finance");
        Existing target = new Existing(Kind.COMPARTMENT, payroll.id());

        world.permit(callerOf(key), "GetCompartment", target);
        world.reopen();
        world.permit(callerOf(key), "GetCompartment", target);
        world.rename(finance, "money");
        world.permit(callerOf(key), "GetCompartment", target);
        world.move(payroll, root);
        refused(Problem.NotAuthorized.class, () -> world.permit(callerOf(key), "GetCompartment", target));
        world.move(payroll, finance.id());
        world.permit(callerOf(key), "GetCompartment", target);
        world.remove(alice, analysts);
        refused(Problem.NotAuthorized.class, () -> world.permit(callerOf(key), "GetCompartment", target));
        world.add(alice, analysts);
        world.deletePolicy(policy);
        refused(Problem.NotAuthorized.class, () -> world.permit(callerOf(key), "GetCompartment", target));
    }

    @Test
    void aRenamedGroupKeepsItsRightsAndANewOneOfItsNameHasNone() {
        Group analysts = world.group("analysts");
        User alice = world.user("alice");
        world.add(alice, analysts);
        SecretKey alices = world.key(alice);
        world.policy(root, "look", "Allow group analysts to inspect compartments in tenancy");
        world.commit(change -> change.groups()
                .rename(world.permit("UpdateGroup", new Existing(Kind.GROUP, analysts.id())), analysts.id(), "others"));
        User bob = world.user("bob");
        world.add(bob, world.group("analysts"));
        SecretKey bobs = world.key(bob);

        Existing target = new Existing(Kind.COMPARTMENT, root);
        world.permit(callerOf(alices), "GetCompartment", target);
        refused(Problem.NotAuthorized.class, () -> world.permit(callerOf(bobs), "GetCompartment", target));
    }

    private Caller.User callerOf(SecretKey key) {
        return world.identity().holderOf(key.id()).orElseThrow().caller();
    }
}
