// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.Snapshot;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.TenancySteps.NewTenancy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One tenancy of one file on its way into the world: the fields that the file gives win, all others stay. */
final class TenancyStep {
    /** Namespaces and regions stand in host names and in OCIDs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private final Steps steps;
    private final DeclaredTenancy declared;
    private final Bootstrap.Home home;
    private List<UserStep> users = List.of();

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
        declared.namespace().ifPresent(name -> checkName(name, steps.mistakes()));
        declared.homeRegion().ifPresent(name -> checkName(name, steps.mistakes()));
        Optional<Tenancy> existing = steps.current().tenancyOf(namespace);
        String region = declared.homeRegion().map(Text::value).orElse(home.region());
        if (existing.isEmpty()) {
            create(namespace, region);
        }
        tenancy().ifPresent(tenancy -> {
            boolean changed = compare(tenancy);
            if (existing.isPresent() && (!declared.isDefault() || declared.saysOfItself())) {
                steps.outcome().found(changed);
            }
        });
    }

    private void create(String namespace, String region) {
        Map<String, Optional<Text>> fields = Map.of("id", declared.id(), "description", declared.description());
        steps.at(declared.namespace().orElseThrow(), fields, () -> {
            steps.change()
                    .tenancies()
                    .create(
                            Steps.BY,
                            new NewTenancy(
                                    declared.id().map(Text::value),
                                    namespace,
                                    region,
                                    declared.description().map(Text::value).orElse(namespace),
                                    declared.tags().over(Tags.NONE)));
            steps.outcome().created();
        });
    }

    /** True when any changed. */
    private boolean compare(Tenancy tenancy) {
        declared.homeRegion()
                .filter(text -> !text.value().equals(tenancy.homeRegion()))
                .ifPresent(text -> steps.mistakes()
                        .add(
                                text.place(),
                                "the tenancy's home region is " + tenancy.homeRegion() + " and does not change"));
        steps.refuseOtherId(declared.id(), tenancy.id());
        if (!declared.denyStatements().orElse(true) && tenancy.denyStatements()) {
            steps.mistakes()
                    .add(
                            declared.place(),
                            "'denyStatements' is true already, by --deny-statements or an earlier start, and is not taken back");
        }
        boolean permits = declared.denyStatements().orElse(false) && !tenancy.denyStatements();
        if (permits) {
            steps.change().tenancies().permitDenyStatements(Steps.BY, tenancy.id());
        }
        return describe(tenancy) || permits;
    }

    private boolean describe(Tenancy tenancy) {
        Tags tags = declared.tags().over(tenancy.details().tags());
        boolean differs = Steps.differs(tenancy.details(), declared.description(), tags);
        if (differs) {
            steps.at(
                    declared.description().map(Text::place).orElse(declared.place()),
                    () -> steps.change()
                            .tenancies()
                            .update(
                                    Steps.BY,
                                    tenancy.id(),
                                    declared.description().map(Text::value),
                                    Optional.of(tags)));
        }
        return differs;
    }

    static void checkName(Text name, Mistakes mistakes) {
        if (!NAME.matcher(name.value()).matches()) {
            mistakes.add(
                    name.place(),
                    "'" + Reading.shown(name.toString())
                            + "' stands in host names: 1 to 63 letters, digits, - and _ are allowed");
        }
    }

    private Optional<Tenancy> tenancy() {
        return steps.current().tenancyOf(declared.namespace().map(Text::value).orElse(home.namespace()));
    }

    void compartments() {
        tenancy().ifPresent(tenancy -> {
            CompartmentStep compartments = new CompartmentStep(steps, tenancy);
            declared.compartments().forEach(compartments::make);
        });
    }

    void policies() {
        tenancy().ifPresent(tenancy -> {
            PolicyStep policies = new PolicyStep(steps, tenancy);
            declared.policies().forEach(policies::save);
        });
    }

    void groups() {
        tenancy().ifPresent(tenancy -> {
            GroupStep groups = new GroupStep(steps, tenancy);
            declared.groups().forEach(groups::make);
            declared.dynamicGroups().forEach(groups::make);
        });
    }

    void networkSources() {
        tenancy().ifPresent(tenancy -> {
            NetworkSourceStep sources = new NetworkSourceStep(steps, tenancy);
            declared.networkSources().forEach(sources::make);
        });
    }

    void users() {
        tenancy()
                .ifPresent(tenancy -> users = declared.users().stream()
                        .map(user -> new UserStep(steps, tenancy, user))
                        .toList());
        users.forEach(UserStep::make);
    }

    /** Once all users of all tenancies are there, and have lost what is no longer theirs. */
    void keys() {
        users.forEach(UserStep::giveKeys);
    }

    void buckets() {
        tenancy().ifPresent(tenancy -> {
            BucketStep buckets = new BucketStep(steps, tenancy);
            declared.buckets().forEach(buckets::make);
        });
    }
}
