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
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The flags that describe a server; {@code serve} and {@code run} share them. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServerOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Setting
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default ${DEFAULT-VALUE}).")
    private String host;

    @Setting
    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "Port to listen on; 0 takes a free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Setting
    @Option(names = "--data", paramLabel = "DIR", description = "Directory of the data (default ./ostler-data).")
    private @Nullable Path data;

    @Setting
    @Option(
            names = "--ephemeral",
            description = "Keep the data in a temporary directory, without syncing, until the server stops.")
    private boolean ephemeral;

    @Setting
    @Option(
            names = "--dialect",
            paramLabel = "oci|s3",
            defaultValue = "oci",
            description = "Whose rules and words the S3 API follows (default ${DEFAULT-VALUE}).")
    private Dialect dialect;

    @Setting
    @Option(
            names = "--oci-as-of",
            paramLabel = "ERA",
            defaultValue = "today",
            description =
                    "Refuse aws-chunked uploads as OCI did then: 2023, 2025, 2026-05 or today (default ${DEFAULT-VALUE}).")
    private String ociAsOf;

    @Setting
    @Option(
            names = "--durability",
            paramLabel = "fsync|os",
            defaultValue = "fsync",
            description =
                    "fsync: an answered write survives power loss. os: it survives kill -9 (default ${DEFAULT-VALUE}).")
    private EngineOptions.Durability durability;

    @Setting
    @Option(
            names = "--reasons",
            paramLabel = "header|log|off",
            defaultValue = "header",
            description =
                    "Where refused clients are told why: header, terminal and explain; terminal and explain; explain alone (default ${DEFAULT-VALUE}).")
    private Reasons.Where reasons;

    @Setting
    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "Address that clients use, where it is not the one listened on.")
    private @Nullable String publicUrl;

    @Setting
    @Option(
            names = "--domain",
            paramLabel = "SUFFIX",
            split = ",",
            description = "Further suffix of host names such as BUCKET.SUFFIX; may be repeated.")
    private @Nullable List<String> domains;

    @Setting
    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            split = ",",
            description =
                    "Proxies whose X-Forwarded-For says where a request comes from, for policies; may be repeated.")
    private @Nullable List<String> trustedProxies;

    @Setting
    @Option(
            names = "--vcn",
            paramLabel = "OCID=CIDR",
            split = ",",
            description =
                    "Addresses that stand for a virtual cloud network (request.vcn.id in policies); may be repeated.")
    private @Nullable List<String> vcns;

    @Setting
    @Option(
            names = "--buckets",
            paramLabel = "NAME",
            split = ",",
            description = "Buckets to make at start and after a reset when they are not there; may be repeated.")
    private @Nullable List<String> buckets;

    @Setting
    @Option(
            names = "--bootstrap",
            paramLabel = "FILE",
            split = "\n",
            description =
                    "YAML that declares users, buckets and more, or a directory of such files; applied at start and after a reset. May be repeated; a variable has one a line.")
    private @Nullable List<Path> bootstrap;

    @Setting
    @Option(
            names = "--bootstrap-yaml",
            paramLabel = "YAML",
            description = "The same given in full, as OSTLER_BOOTSTRAP_YAML.")
    private @Nullable String bootstrapYaml;

    @Setting
    @Option(
            names = "--deny-statements",
            description =
                    "Let policies of every tenancy deny: OCI's opt-in, which a later start without the flag does not take back.")
    private boolean denyStatements;

    @Setting
    @Option(
            names = "--policy-delay",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = DurationConverter.class,
            description =
                    "Rehearse OCI's propagation: a change of policies or memberships takes force so long after it was saved, such as 10s or 5m (default ${DEFAULT-VALUE}).")
    private Duration policyDelay;

    @Setting
    @Option(
            names = "--key-delay",
            paramLabel = "TIME",
            defaultValue = "0",
            converter = DurationConverter.class,
            description =
                    "The same for customer secret keys and API keys: a new one is unknown, a deleted one works, so long (default ${DEFAULT-VALUE}).")
    private Duration keyDelay;

    @Setting
    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = ServerConfig.DEFAULT_NAMESPACE,
            description = "Namespace of the default tenancy (default ${DEFAULT-VALUE}).")
    private String namespace;

    @Setting
    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = ServerConfig.DEFAULT_REGION,
            description = "Home region (default ${DEFAULT-VALUE}).")
    private String region;

    @Setting
    @Option(
            names = "--access-key",
            paramLabel = "ID",
            preprocessor = AsItIs.class,
            converter = AsItIs.class,
            description = "The administrator's access key; generated and kept when it is not given.")
    private @Nullable String accessKey;

    @Setting
    @Option(
            names = "--secret-key",
            paramLabel = "SECRET",
            preprocessor = AsItIs.class,
            converter = AsItIs.class,
            description = "The administrator's secret key; better given as OSTLER_SECRET_KEY than as a flag.")
    private @Nullable String secretKey;

    @Setting
    @Option(
            names = "--control-token",
            paramLabel = "TOKEN",
            preprocessor = AsItIs.class,
            converter = AsItIs.class,
            description =
                    "Token of the control API; generated and kept when it is not given. Better given as OSTLER_CONTROL_TOKEN.")
    private @Nullable String controlToken;

    @Setting
    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Requests at work at once; one more is answered 503 (default ${DEFAULT-VALUE}).")
    private int maxRequests;

    @Setting
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with these settings, named like dialect or publicUrl.")
    void setConfig(Path file) {
        Settings.of(spec).useConfigFile(file);
    }

    /**
     * Takes what follows as the value, whatever it looks like: a generated key may begin like a flag. Until it is converted,
     * it carries a mark in front that no flag has.
     */
    static final class AsItIs implements IParameterPreprocessor, ITypeConverter<String> {
        private static final String MARK = "=";

        @Override
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (!arguments.isEmpty()) {
                arguments.push(MARK + arguments.pop());
            }
            return false;
        }

        @Override
        public String convert(String marked) {
            return marked.substring(MARK.length());
        }
    }

    static final Path DEFAULT_DATA = Path.of("ostler-data");

    /** Source: RFC 6335, 6. */
    private static final int MAX_PORT = 65_535;

    /** Namespaces and regions stand in host names and in OCIDs. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /** Throws ParameterException, which is wrong usage, for values that do not fit. */
    ServerConfig config(boolean alwaysEphemeral) {
        boolean inMemory = alwaysEphemeral || isEphemeral();
        if ((accessKey == null) != (secretKey == null)) {
            throw wrong("--access-key and --secret-key belong together (OSTLER_ACCESS_KEY, OSTLER_SECRET_KEY)");
        }
        if (durability == EngineOptions.Durability.EPHEMERAL) {
            throw wrong("--durability is fsync or os; for less there is --ephemeral");
        }
        if (port < 0 || port > MAX_PORT) {
            throw wrong("--port is a number from 0 to " + MAX_PORT + ", not " + port);
        }
        if (maxRequests < 1) {
            throw wrong("--max-requests is at least 1");
        }
        for (String name : List.of(namespace, region)) {
            if (!NAME.matcher(name).matches()) {
                throw wrong("--namespace and --region are words of letters, digits, - and _, not '" + name + "'");
            }
        }
        requireControlToken();
        return new ServerConfig(
                host,
                port,
                inMemory ? Optional.empty() : Optional.of(data == null ? DEFAULT_DATA : data),
                dialect,
                OciEra.of(ociAsOf).orElseThrow(() -> wrong("--oci-as-of is 2023, 2025, 2026-05 or today")),
                EngineOptions.defaults().withDurability(durability),
                reasons,
                namespace,
                region,
                key(),
                Optional.ofNullable(controlToken),
                buckets == null ? List.of() : List.copyOf(buckets),
                publicUrl(),
                domains == null ? List.of() : List.copyOf(domains),
                new ServerConfig.Network(trustedProxies(), vcns()),
                HttpLimits.DEFAULT.withRequestsAtWork(maxRequests),
                bootstrapFiles(),
                new IdentitySettings(denyStatements, policyDelay, keyDelay));
    }

    private BootstrapFiles bootstrapFiles() {
        return new BootstrapFiles(
                bootstrap == null ? List.of() : List.copyOf(bootstrap),
                Optional.ofNullable(bootstrapYaml).filter(yaml -> !yaml.isBlank()),
                Settings.of(spec).environment());
    }

    /** Of two that exclude each other, the one given as a flag wins over one that only the environment gives. */
    private boolean isEphemeral() {
        ParseResult flags = spec.commandLine().getParseResult();
        if (ephemeral && data != null && flags.hasMatchedOption("--ephemeral") == flags.hasMatchedOption("--data")) {
            throw wrong("--ephemeral and --data exclude each other");
        }
        return ephemeral && !flags.hasMatchedOption("--data");
    }

    private Optional<CustomerSecretKey> key() {
        if (accessKey == null || secretKey == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CustomerSecretKey(accessKey, secretKey));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private List<Cidr> trustedProxies() {
        return trustedProxies == null
                ? List.of()
                : trustedProxies.stream()
                        .map(range -> cidr("--trusted-proxy", range))
                        .toList();
    }

    private Vcns vcns() {
        Map<String, List<Cidr>> ranges = new LinkedHashMap<>();
        for (String vcn : vcns == null ? List.<String>of() : vcns) {
            int equals = vcn.indexOf('=');
            if (equals <= 0) {
                throw wrong("--vcn is an OCID and a range, like ocid1.vcn.oc1..v=10.0.0.0/16, not '" + vcn + "'");
            }
            ranges.computeIfAbsent(vcn.substring(0, equals), id -> new ArrayList<>())
                    .add(cidr("--vcn", vcn.substring(equals + 1)));
        }
        return new Vcns(ranges);
    }

    private Cidr cidr(String flag, String range) {
        return Cidr.parse(range)
                .orElseThrow(() -> wrong(flag + " takes an address or a range like 10.0.0.0/8, not '" + range + "'"));
    }

    /** A slip in a variable's name would otherwise leave a default in force without a word. */
    void warnOfUnknownVariables(PrintWriter err) {
        Settings.of(spec).unknownVariables().forEach(sentence -> err.println("ostler: warning: " + sentence));
    }

    /** It travels in a header. */
    private void requireControlToken() {
        boolean fits = controlToken == null
                || (!controlToken.isEmpty() && controlToken.chars().allMatch(c -> c > 0x20 && c < 0x7f));
        if (!fits) {
            throw wrong("--control-token is one or more printable ASCII characters without blanks");
        }
    }

    private Optional<String> publicUrl() {
        if (publicUrl == null) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(publicUrl);
            if (uri.getHost() != null && uri.getScheme() != null) {
                return Optional.of(
                        publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl);
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw wrong("--public-url must be like http://ostler:9000, not '" + publicUrl + "'");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
