// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.identity.NetworkSource.VirtualSource;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.operation.Permit;
import dev.ostler.server.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The steps of a change that are about network sources. */
public final class NetworkSourceSteps {
    private final IdentityChange change;

    NetworkSourceSteps(IdentityChange change) {
        this.change = change;
    }

    /** The addresses of a network source. */
    public record Sources(List<String> publicSources, List<VirtualSource> virtualSources, List<String> services) {}

    /** What somebody says of a new network source. */
    public record NewNetworkSource(Optional<String> id, String name, String description, Sources sources, Tags tags) {}

    /** Throws AlreadyExists, LimitExceeded or InvalidParameter. */
    public NetworkSource create(Permit permit, NewNetworkSource wanted) {
        permit.requireFor("CreateNetworkSource", new New(Kind.NETWORK_SOURCE, permit.compartmentId(), wanted.name()));
        Tenancy tenancy = change.current()
                .tenancies()
                .get(permit.compartmentId())
                .orElseThrow(() -> Rules.invalid("compartmentId", "network sources are in the root compartment"));
        Rules.checkName(wanted.name());
        Shelf<NetworkSource> sources = change.current().networkSources();
        if (sources.labelled(tenancy.id(), Rules.folded(wanted.name())).isPresent()) {
            throw new Problem.AlreadyExists(Kind.NETWORK_SOURCE.inAnswers(), wanted.name()).thrown();
        }
        if (sources.of(tenancy.id()).size() >= Limits.MAX_NETWORK_SOURCES) {
            throw new Problem.LimitExceeded("network sources", Limits.MAX_NETWORK_SOURCES).thrown();
        }
        check(wanted.sources());
        return put(new NetworkSource(
                change.newId(Kind.NETWORK_SOURCE, tenancy.namespace() + "/" + wanted.name(), wanted.id()),
                tenancy.id(),
                wanted.name(),
                wanted.sources().publicSources(),
                wanted.sources().virtualSources(),
                wanted.sources().services(),
                Details.of(wanted.description(), wanted.tags(), change.nowMillis())));
    }

    /** Empty arguments leave things as they are. Throws LimitExceeded or InvalidParameter. */
    public NetworkSource update(
            Permit permit, String id, Optional<String> description, Optional<Sources> sources, Optional<Tags> tags) {
        NetworkSource source = required(permit, "UpdateNetworkSource", id);
        Sources wanted = sources.orElseGet(
                () -> new Sources(source.publicSources(), source.virtualSources(), source.services()));
        check(wanted);
        return put(new NetworkSource(
                id,
                source.tenancyId(),
                source.name(),
                wanted.publicSources(),
                wanted.virtualSources(),
                wanted.services(),
                source.details().updated(description, tags)));
    }

    public void delete(Permit permit, String id) {
        change.current().networkSources().remove(required(permit, "DeleteNetworkSource", id));
    }

    private static void check(Sources sources) {
        int ranges = sources.publicSources().size()
                + sources.virtualSources().stream()
                        .mapToInt(source -> Math.max(1, source.ipRanges().size()))
                        .sum();
        if (ranges > Limits.MAX_RANGES || sources.services().size() > Limits.MAX_RANGES) {
            throw new Problem.LimitExceeded("ranges of a network source", Limits.MAX_RANGES).thrown();
        }
        sources.publicSources().forEach(range -> checkRange("publicSourceList", range));
        sources.virtualSources().forEach(source -> {
            if (source.vcnId().isEmpty() || source.vcnId().length() > Limits.MAX_OCID_CHARS) {
                throw Rules.invalid("virtualSourceList", "each names its VCN by an OCID");
            }
            source.ipRanges().forEach(range -> checkRange("virtualSourceList", range));
        });
        sources.services().forEach(service -> {
            if (!service.equals("all") && !service.equals("none")) {
                throw Rules.invalid("services", "all or none");
            }
        });
    }

    private static void checkRange(String field, String range) {
        if (range.length() > Limits.MAX_NAME_CHARS || Cidr.parse(range).isEmpty()) {
            throw Rules.invalid(field, "addresses, or ranges such as 10.0.0.0/8");
        }
    }

    private NetworkSource required(Permit permit, String operation, String id) {
        permit.requireFor(operation, new Existing(Kind.NETWORK_SOURCE, id));
        return change.current().networkSources().get(id).orElseThrow(() -> IdentityChange.notFound(permit));
    }

    private NetworkSource put(NetworkSource source) {
        change.current().networkSources().put(source);
        return source;
    }
}
