// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Details;
import dev.ostler.server.identity.Group;
import dev.ostler.server.identity.GroupSteps.NewGroup;
import dev.ostler.server.identity.SecretKey;
import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
import dev.ostler.server.identity.UserSteps.NewUser;
import dev.ostler.server.operation.IdentityResource;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.operation.Resource;
import dev.ostler.server.operation.ResourceLocator.LocatedBucket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One tenancy of one file on its way into the world: the fields that the file gives win, all others stay. */
final class TenancyStep {
    /** Namespaces and regions stand in host names and in OCIDs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private final Steps steps;
    private final DeclaredTenancy declared;
    private final Bootstrap.Home home;

    TenancyStep(Steps steps, DeclaredTenancy declared, Bootstrap.Home home) {
        this.steps = steps;
        this.declared = declared;
        this.home = home;
    }

    /** The namespace and region that a declared tenancy's buckets lie in. */
    static Bootstrap.Home homeOf(DeclaredTenancy declared, Bootstrap.Home home, Snapshot snapshot) {
        String namespace = declared.namespace().map(Text::value).orElse(home.namespace());
        String region = snapshot.tenancyOf(namespace).map(Tenancy::homeRegion).orElse(home.region());
        return new Bootstrap.Home(namespace, region);
    }

    /** Makes the tenancy, if it is not there, and compares what is said of it. */
    void found() {
        refuseWhatIsNotServed();
        String namespace = declared.namespace().map(Text::value).orElse(home.namespace());
        if (declared.isDefault() && !namespace.equals(home.namespace())) {
            declared.namespace()
                    .ifPresent(text -> steps.mistakes()
                            .add(
                                    text.place(),
                                    "the server's namespace is '" + home.namespace()
                                            + "': start it with --namespace, or list the tenancy under 'tenancies'"));
            return;
        }
        declared.namespace().ifPresent(this::checkName);
        declared.homeRegion().ifPresent(this::checkName);
        Optional<Tenancy> existing = current().tenancyOf(namespace);
        String region = declared.homeRegion().map(Text::value).orElse(home.region());
        if (existing.isEmpty()) {
            steps.at(declared.place(), () -> {
                steps.change().tenancies().create(Steps.BY, namespace, region);
                steps.outcome().created();
            });
        } else if (!declared.isDefault()) {
            steps.outcome().found(false);
        }
        tenancy().ifPresent(this::compare);
    }

    private void compare(Tenancy tenancy) {
        declared.homeRegion()
                .filter(text -> !text.value().equals(tenancy.homeRegion()))
                .ifPresent(text -> steps.mistakes()
                        .add(
                                text.place(),
                                "the tenancy's home region is " + tenancy.homeRegion() + " and does not change"));
        declared.id()
                .filter(text -> !text.value().equals(tenancy.id()))
                .ifPresent(text -> steps.mistakes()
                        .add(text.place(), "a tenancy's OCID follows from its namespace: " + tenancy.id()));
        if (declared.denyStatements().orElse(false)) {
            steps.at(declared.place(), () -> steps.change().tenancies().permitDenyStatements(Steps.BY, tenancy.id()));
        } else if (declared.denyStatements().isPresent() && tenancy.denyStatements()) {
            steps.mistakes()
                    .add(
                            declared.place(),
                            "'denyStatements' is true already, by --deny-statements or an earlier start, and is not taken back");
        }
    }

    private void checkName(Text name) {
        if (!NAME.matcher(name.value()).matches()) {
            steps.mistakes()
                    .add(
                            name.place(),
                            "'" + Reading.shown(name.toString())
                                    + "' stands in host names: 1 to 63 letters, digits, - and _ are allowed");
        }
    }

    private void refuseWhatIsNotServed() {
        String notYet = " cannot be applied yet";
        declared.dynamicGroups().forEach(it -> steps.mistakes().add(it.place(), "dynamic groups" + notYet));
        declared.networkSources().forEach(it -> steps.mistakes().add(it.place(), "network sources" + notYet));
        declared.users()
                .forEach(user -> user.apiKeys()
                        .orElse(List.of())
                        .forEach(key -> steps.mistakes().add(key.given().place(), "API keys" + notYet)));
    }

    private Snapshot current() {
        return steps.change().current();
    }

    private Optional<Tenancy> tenancy() {
        return current().tenancyOf(declared.namespace().map(Text::value).orElse(home.namespace()));
    }

    void compartments() {
        tenancy().ifPresent(tenancy -> {
            CompartmentStep compartments = new CompartmentStep(steps, tenancy);
            declared.compartments().forEach(compartments::make);
        });
    }

    void policies() {
        tenancy().ifPresent(tenancy -> {
            PolicyStep policies = new PolicyStep(steps, new CompartmentStep(steps, tenancy));
            declared.policies().forEach(policies::save);
        });
    }

    void groups() {
        tenancy()
                .ifPresent(tenancy -> declared.groups()
                        .forEach(group -> steps.at(group.name().place(), () -> group(tenancy, group))));
    }

    private void group(Tenancy tenancy, DeclaredGroup wanted) {
        String name = wanted.name().value();
        Optional<Group> existing = current().group(tenancy.id(), name);
        if (existing.isEmpty()) {
            steps.change()
                    .groups()
                    .create(
                            steps.permit("CreateGroup", new New(Kind.GROUP, tenancy.id(), name)),
                            new NewGroup(
                                    wanted.id().map(Text::value),
                                    name,
                                    wanted.description().map(Text::value).orElse(name),
                                    tags(wanted.freeformTags()).orElse(Tags.NONE)));
            steps.outcome().created();
            return;
        }
        Group group = existing.get();
        steps.refuseOtherId(wanted.id(), group.id());
        Optional<String> description = wanted.description().map(Text::value);
        Optional<Tags> tags = tagsOver(wanted.freeformTags(), group.details());
        boolean differs = differs(group.details(), description, tags);
        if (differs) {
            steps.change()
                    .groups()
                    .update(
                            steps.permit("UpdateGroup", new Existing(Kind.GROUP, group.id())),
                            group.id(),
                            description,
                            tags);
        }
        steps.outcome().found(differs);
    }

    static boolean differs(Details details, Optional<String> description, Optional<Tags> tags) {
        return description.filter(text -> !text.equals(details.description())).isPresent()
                || tags.filter(given -> !given.equals(details.tags())).isPresent();
    }

    void users() {
        tenancy()
                .ifPresent(tenancy ->
                        declared.users().forEach(user -> steps.at(user.name().place(), () -> user(tenancy, user))));
    }

    private void user(Tenancy tenancy, DeclaredUser wanted) {
        String name = wanted.name().value();
        Optional<User> existing = current().user(tenancy.id(), name);
        User user = existing.orElseGet(() -> steps.change()
                .users()
                .create(
                        steps.permit("CreateUser", new New(Kind.USER, tenancy.id(), name)),
                        new NewUser(
                                wanted.id().map(Text::value),
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                wanted.email().map(Text::value).orElse(""),
                                tags(wanted.freeformTags()).orElse(Tags.NONE))));
        boolean changed = false;
        if (existing.isPresent()) {
            steps.refuseOtherId(wanted.id(), user.id());
            changed = update(user, wanted);
        }
        changed |= wanted.groups().isPresent()
                && memberships(tenancy, user, wanted.groups().get());
        changed |= wanted.customerSecretKeys().isPresent()
                && keys(user, wanted.customerSecretKeys().get());
        if (existing.isEmpty()) {
            steps.outcome().created();
        } else {
            steps.outcome().found(changed);
        }
    }

    private boolean update(User user, DeclaredUser wanted) {
        Optional<String> description = wanted.description().map(Text::value);
        Optional<String> email = wanted.email().map(Text::value);
        Optional<Tags> tags = tagsOver(wanted.freeformTags(), user.details());
        boolean differs = differs(user.details(), description, tags)
                || email.filter(text -> !text.equals(user.email())).isPresent();
        if (differs) {
            steps.change()
                    .users()
                    .update(
                            steps.permit("UpdateUser", new Existing(Kind.USER, user.id())),
                            user.id(),
                            description,
                            email,
                            tags);
        }
        return differs;
    }

    /** True when any changed. */
    private boolean memberships(Tenancy tenancy, User user, List<Text> wanted) {
        Set<String> before = current().groupIdsOf(user.id());
        Set<String> after = new TreeSet<>();
        for (Text name : wanted) {
            Optional<Group> group = current().group(tenancy.id(), name.value());
            if (group.isEmpty()) {
                steps.mistakes().add(name.place(), unknownGroup(tenancy, name));
                continue;
            }
            String id = group.get().id();
            after.add(id);
            if (!before.contains(id)) {
                steps.at(
                        name.place(),
                        () -> steps.change()
                                .groups()
                                .addUser(
                                        steps.permit("AddUserToGroup", new IdentityResource.Membership(id, user.id())),
                                        id,
                                        user.id()));
            }
        }
        boolean removed = false;
        for (String id : new TreeSet<>(before)) {
            if (!after.contains(id)) {
                steps.change()
                        .groups()
                        .removeUser(
                                steps.permit("RemoveUserFromGroup", new IdentityResource.Membership(id, user.id())),
                                id,
                                user.id());
                removed = true;
            }
        }
        return removed || !before.containsAll(after);
    }

    private String unknownGroup(Tenancy tenancy, Text name) {
        List<String> known =
                current().groups().of(tenancy.id()).stream().map(Group::name).toList();
        return "there is no group '" + Reading.shown(name.toString()) + "'"
                + Nearest.to(name.value(), known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(" in the file or in the tenancy");
    }

    /** True when any changed. The key that the server was started with is not the file's to take away. */
    private boolean keys(User user, List<DeclaredUser.SecretKey> wanted) {
        Map<String, DeclaredUser.SecretKey> wantedById = new LinkedHashMap<>();
        wanted.forEach(key -> wantedById.put(key.id().value(), key));
        boolean changed = false;
        for (SecretKey key : List.copyOf(current().secretKeys().of(user.id()))) {
            DeclaredUser.SecretKey still = wantedById.get(key.id());
            if (still != null && still.key().value().equals(key.key().secret())) {
                wantedById.remove(key.id());
                changed |= rename(user, key, still);
            } else if (still != null || !key.ofServer()) {
                Place place = still == null ? declared.place() : still.place();
                steps.at(
                        place,
                        () -> steps.change()
                                .secretKeys()
                                .delete(permitForKeys("DeleteCustomerSecretKey", user), user.id(), key.id()));
                changed = true;
            }
        }
        for (DeclaredUser.SecretKey key : wantedById.values()) {
            steps.at(key.id().place(), () -> createKey(user, key));
            changed = true;
        }
        return changed;
    }

    private boolean rename(User user, SecretKey key, DeclaredUser.SecretKey wanted) {
        Optional<String> displayName =
                wanted.displayName().map(Text::value).filter(name -> !name.equals(key.displayName()));
        displayName.ifPresent(name -> steps.change()
                .secretKeys()
                .update(permitForKeys("UpdateCustomerSecretKey", user), user.id(), key.id(), Optional.of(name)));
        return displayName.isPresent();
    }

    private void createKey(User user, DeclaredUser.SecretKey wanted) {
        CustomerSecretKey key;
        try {
            key = new CustomerSecretKey(wanted.id().value(), wanted.key().value());
        } catch (IllegalArgumentException e) {
            steps.mistakes().add(wanted.place(), String.valueOf(e.getMessage()));
            return;
        }
        String displayName = wanted.displayName().map(Text::value).orElse(user.name());
        steps.change().secretKeys().create(permitForKeys("CreateCustomerSecretKey", user), user.id(), displayName, key);
    }

    private Permit permitForKeys(String operation, User user) {
        return steps.permit(operation, new Credentials(Kind.CUSTOMER_SECRET_KEY, user.id()));
    }

    void buckets() {
        tenancy()
                .ifPresent(tenancy -> declared.buckets()
                        .forEach(bucket -> steps.at(bucket.name().place(), () -> bucket(tenancy, bucket))));
    }

    private void bucket(Tenancy tenancy, DeclaredBucket wanted) {
        wanted.region().ifPresent(this::checkName);
        String region = wanted.region().map(Text::value).orElse(tenancy.homeRegion());
        var bucket =
                new Resource.Bucket(tenancy.namespace(), region, wanted.name().value());
        Optional<Map<String, String>> tags = wanted.freeformTags().map(TenancyStep::values);
        wanted.objects()
                .forEach(object -> steps.at(object.place(), () -> ObjectWriter.check(object, steps.mistakes())));
        Optional<String> compartmentId = new CompartmentStep(steps, tenancy).at(wanted.compartment());
        if (compartmentId.isEmpty()) {
            return;
        }
        Optional<LocatedBucket> located = steps.buckets().locate(bucket);
        if (located.isEmpty()) {
            steps.bucketSteps()
                    .create(
                            steps.permit(
                                    "CreateBucket",
                                    new Resource.NewBucket(bucket.namespace(), region, bucket.bucket(), compartmentId)),
                            tags.orElse(Map.of()));
            steps.outcome().created();
            return;
        }
        wanted.compartment()
                .filter(_ -> !located.get().compartmentId().equals(compartmentId.get()))
                .ifPresent(path -> steps.mistakes()
                        .add(
                                path.place(),
                                "the bucket is there already, in another compartment, and cannot be moved yet"));
        boolean differs = tags.isPresent()
                && !tags.get()
                        .equals(steps.buckets()
                                .get(steps.permit("GetBucket", bucket))
                                .tags());
        if (differs) {
            steps.bucketSteps().tag(steps.permit("UpdateBucket", bucket), tags.get());
        }
        steps.outcome().found(differs);
    }

    private static Map<String, String> values(Map<String, Text> texts) {
        return texts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value(), (one, _) -> one, LinkedHashMap::new));
    }

    static Optional<Tags> tags(Optional<Map<String, Text>> freeform) {
        return freeform.map(tags -> new Tags(values(tags), Map.of()));
    }

    /** With the defined tags that are there, of which the file cannot speak. */
    static Optional<Tags> tagsOver(Optional<Map<String, Text>> freeform, Details details) {
        return freeform.map(tags -> new Tags(values(tags), details.tags().defined()));
    }
}
