// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.api.s3.OciEra;
import dev.ostler.server.http.HttpLimits;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.IdentitySettings;
import dev.ostler.server.operation.Dialect;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Vcns;
import dev.ostler.storage.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server is to be.
 *
 * @param data the directory; empty for an ephemeral server
 * @param key the administrator's key, when it is given rather than generated
 * @param controlToken likewise
 * @param buckets made at start and after a reset when they are not there
 * @param bootstrap applied at start and after a reset
 * @param publicUrl the address that clients use, when it is not the one listened on
 * @param domains further suffixes of host names; see {@link dev.ostler.server.operation.HostRules}
 * @param network whose addresses requests come from
 */
public record ServerConfig(
        String host,
        int port,
        Optional<Path> data,
        Dialect dialect,
        OciEra era,
        EngineOptions engine,
        Reasons.Where reasons,
        String namespace,
        String region,
        Optional<CustomerSecretKey> key,
        Optional<String> controlToken,
        List<String> buckets,
        Optional<String> publicUrl,
        List<String> domains,
        Network network,
        HttpLimits limits,
        BootstrapFiles bootstrap,
        IdentitySettings identity) {
    public static final String DEFAULT_NAMESPACE = "local";
    public static final String DEFAULT_REGION = "us-ashburn-1";

    /**
     * How addresses of clients are understood.
     *
     * @param trustedProxies whose X-Forwarded-For counts
     * @param vcns which addresses stand for which virtual cloud network
     */
    public record Network(List<Cidr> trustedProxies, Vcns vcns) {
        /** Clients connect without a proxy, and there is no virtual cloud network. */
        public static final Network DIRECT = new Network(List.of(), Vcns.NONE);
    }

    /** An ephemeral server on a free port of the loopback interface, as tests want it. */
    public static ServerConfig ephemeral() {
        return new ServerConfig(
                "127.0.0.1",
                0,
                Optional.empty(),
                Dialect.OCI,
                OciEra.TODAY,
                EngineOptions.defaults(),
                Reasons.Where.HEADER,
                DEFAULT_NAMESPACE,
                DEFAULT_REGION,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Network.DIRECT,
                HttpLimits.DEFAULT,
                BootstrapFiles.NONE,
                IdentitySettings.DEFAULT);
    }

    /** The same on whatever port is free. */
    ServerConfig onFreePort() {
        return with(0, data);
    }

    /** The same with its data in {@code directory}. */
    ServerConfig in(Path directory) {
        return with(port, Optional.of(directory));
    }

    private ServerConfig with(int otherPort, Optional<Path> otherData) {
        return new ServerConfig(
                host,
                otherPort,
                otherData,
                dialect,
                era,
                engine,
                reasons,
                namespace,
                region,
                key,
                controlToken,
                buckets,
                publicUrl,
                domains,
                network,
                limits,
                bootstrap,
                identity);
    }
}
