// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.identity.NetworkSource;
import dev.ostler.server.identity.NetworkSource.VirtualSource;
import dev.ostler.server.identity.NetworkSourceSteps.NewNetworkSource;
import dev.ostler.server.identity.NetworkSourceSteps.Sources;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The network sources of one declared tenancy. */
final class NetworkSourceStep {
    private static final Sources NOWHERE = new Sources(List.of(), List.of(), List.of());

    private final Steps steps;
    private final Tenancy tenancy;

    NetworkSourceStep(Steps steps, Tenancy tenancy) {
        this.steps = steps;
        this.tenancy = tenancy;
    }

    void make(DeclaredNetworkSource wanted) {
        if (!hasGoodRanges(wanted)) {
            return;
        }
        steps.at(wanted.name(), Map.of("id", wanted.id(), "description", wanted.description()), () -> {
            Optional<NetworkSource> existing =
                    steps.current().networkSource(tenancy.id(), wanted.name().value());
            existing.ifPresentOrElse(source -> update(source, wanted), () -> create(wanted));
        });
    }

    /** Each range that is none is told at its own place. */
    private boolean hasGoodRanges(DeclaredNetworkSource wanted) {
        boolean good = areRanges(wanted.publicSourceList().orElse(List.of()));
        for (DeclaredNetworkSource.VirtualSource source :
                wanted.virtualSourceList().orElse(List.of())) {
            good &= areRanges(source.ipRanges());
        }
        return good;
    }

    private boolean areRanges(List<Text> texts) {
        List<Text> wrong = texts.stream()
                .filter(text -> Cidr.parse(text.value()).isEmpty())
                .toList();
        wrong.forEach(text -> steps.mistakes()
                .add(
                        text.place(),
                        "'" + Reading.shown(text.toString()) + "' is no address, and no range such as 10.0.0.0/8"));
        return wrong.isEmpty();
    }

    private void create(DeclaredNetworkSource wanted) {
        String name = wanted.name().value();
        steps.change()
                .networkSources()
                .create(
                        steps.permit("CreateNetworkSource", new New(Kind.NETWORK_SOURCE, tenancy.id(), name)),
                        new NewNetworkSource(
                                wanted.id().map(Text::value),
                                name,
                                wanted.description().map(Text::value).orElse(name),
                                sourcesOver(NOWHERE, wanted),
                                wanted.tags().over(Tags.NONE)));
        steps.outcome().created();
    }

    private void update(NetworkSource source, DeclaredNetworkSource wanted) {
        steps.refuseOtherId(wanted.id(), source.id());
        Tags tags = wanted.tags().over(source.details().tags());
        Sources before = new Sources(source.publicSources(), source.virtualSources(), source.services());
        Sources after = sourcesOver(before, wanted);
        boolean differs = Steps.differs(source.details(), wanted.description(), tags) || !after.equals(before);
        if (differs) {
            steps.change()
                    .networkSources()
                    .update(
                            steps.permit("UpdateNetworkSource", new Existing(Kind.NETWORK_SOURCE, source.id())),
                            source.id(),
                            wanted.description().map(Text::value),
                            Optional.of(after),
                            Optional.of(tags));
        }
        steps.outcome().found(differs);
    }

    private static Sources sourcesOver(Sources before, DeclaredNetworkSource wanted) {
        return new Sources(
                wanted.publicSourceList().map(NetworkSourceStep::values).orElse(before.publicSources()),
                wanted.virtualSourceList()
                        .map(sources -> sources.stream()
                                .map(source -> new VirtualSource(source.vcnId().value(), values(source.ipRanges())))
                                .toList())
                        .orElse(before.virtualSources()),
                wanted.services().map(NetworkSourceStep::values).orElse(before.services()));
    }

    private static List<String> values(List<Text> texts) {
        return texts.stream().map(Text::value).toList();
    }
}
