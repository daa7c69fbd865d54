// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.iam.decision.Cidr;
import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Vcns;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Who asks, when and from where, in conditions: the SDK's requests against policies that name these variables. The SDK signs
 * by the server's clock.
 */
class PolicyVariablesTest {
    private static final String WORLD = """
            version: 1
            groups:
              - {name: staff}
              - {name: night, id: ocid1.group.oc1..night}
            users:
              - {name: alice, id: ocid1.user.oc1..alice, groups: [staff, night], customerSecretKeys: [{id: alice, key: alice-secret}]}
              - {name: bob, groups: [staff], customerSecretKeys: [{id: bob, key: bob-secret}]}
            networkSources:
              - name: corpnet
                publicSourceList: [203.0.113.0/24, 198.51.100.7]
              - name: inside
                virtualSourceList: [{vcnId: ocid1.vcn.oc1..v, ipRanges: [10.1.0.0/17]}]
              - name: corpnet-too
                publicSourceList: [203.0.113.0/25]
            buckets:
              - {name: lake, objects: [{name: there, text: there}]}
            """;

    /** Clients connect from here. */
    private static final String LOOPBACK = "127.0.0.1";

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server = of(List.of(range(LOOPBACK)));

    @RegisterExtension
    @Order(3)
    static final TestServer withoutProxies = of(List.of());

    private static TestServer of(List<Cidr> trustedProxies) {
        Map<String, List<Cidr>> vcns = new LinkedHashMap<>();
        vcns.put("ocid1.vcn.oc1..v", List.of(range("10.1.0.0/16")));
        vcns.put("ocid1.vcn.oc1..w", List.of(range("10.2.0.0/16")));
        return TestServer.oci()
                .withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of()))
                .withNetwork(new ServerConfig.Network(trustedProxies, new Vcns(vcns)));
    }

    private static Cidr range(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static S3Client as(TestServer at, String user, String forwardedFor) {
        return at.s3(client -> {
            client.credentialsProvider(TestServer.credentials(new CustomerSecretKey(user, user + "-secret")));
            client.authSchemeProvider(parameters -> signedBy(at.clock(), parameters));
            client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                    .putHeader("x-forwarded-for", forwardedFor)
                    .build());
        });
    }

    private static List<AuthSchemeOption> signedBy(Clock clock, S3AuthSchemeParams parameters) {
        return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(parameters).stream()
                .map(option -> option.copy(it -> it.putSignerProperty(HttpSigner.SIGNING_CLOCK, clock)))
                .toList();
    }

    private static String read(TestServer at, String user, String forwardedFor) {
        try (S3Client client = as(at, user, forwardedFor)) {
            return client.getObjectAsBytes(get -> get.bucket("lake").key("there"))
                    .asUtf8String();
        }
    }

    private static void allowStaff(TestServer at, String condition) {
        at.allow(List.of("Allow group staff to read objects in tenancy where " + condition));
    }

    /** What the SDK reads, or is told. */
    private static String outcome(TestServer at, String user, String forwardedFor) {
        try {
            return read(at, user, forwardedFor);
        } catch (S3Exception e) {
            return e.statusCode() + " " + e.awsErrorDetails().errorCode();
        }
    }

    @ParameterizedTest(name = "{0}: {1} from {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            request.user.name = 'alice'                                | alice | 192.0.2.1     | there
            request.user.name = 'Alice'                                | alice | 192.0.2.1     | there
            request.user.name = 'alice'                                | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.user.name != 'alice'                               | bob   | 192.0.2.1     | there
            request.user.id = 'ocid1.user.oc1..alice'                  | alice | 192.0.2.1     | there
            request.user.id = 'ocid1.user.oc1..alice'                  | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.principal.type = 'user'                            | bob   | 192.0.2.1     | there
            request.groups.id = 'ocid1.group.oc1..night'               | alice | 192.0.2.1     | there
            request.groups.id = 'ocid1.group.oc1..night'               | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.groups.id != 'ocid1.group.oc1..night'              | alice | 192.0.2.1     | 404 NoSuchBucket
            request.groups.id != 'ocid1.group.oc1..night'              | bob   | 192.0.2.1     | there
            request.region = 'iad'                                     | bob   | 192.0.2.1     | there
            request.region = 'IAD'                                     | bob   | 192.0.2.1     | there
            request.region = 'phx'                                     | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.region = 'us-ashburn-1'                            | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.networkSource.name = 'corpnet'                     | bob   | 203.0.113.200 | there
            request.networkSource.name = 'corpnet'                     | bob   | 198.51.100.7  | there
            request.networkSource.name = 'corpnet'                     | bob   | 198.51.100.8  | 404 NoSuchBucket
            request.networkSource.name = 'corpnet-too'                 | bob   | 203.0.113.1   | there
            request.networkSource.name = 'corpnet'                     | bob   | 203.0.113.1   | there
            request.networkSource.name != 'corpnet'                    | bob   | 203.0.113.1   | 404 NoSuchBucket
            request.networkSource.name != 'corpnet'                    | bob   | 192.0.2.1     | 404 NoSuchBucket
            any {!request.networkSource.name, request.region = 'phx'}  | bob   | 192.0.2.1     | there
            any {!request.networkSource.name, request.region = 'phx'}  | bob   | 203.0.113.1   | 404 NoSuchBucket
            request.networkSource.name = 'inside'                      | bob   | 10.1.2.3      | there
            request.networkSource.name = 'inside'                      | bob   | 10.1.200.3    | 404 NoSuchBucket
            request.networkSource.name = 'inside'                      | bob   | 10.2.2.3      | 404 NoSuchBucket
            request.vcn.id = 'ocid1.vcn.oc1..v'                        | bob   | 10.1.200.3    | there
            request.vcn.id = 'ocid1.vcn.oc1..v'                        | bob   | 10.2.2.3      | 404 NoSuchBucket
            request.vcn.id = 'ocid1.vcn.oc1..w'                        | bob   | 10.2.2.3      | there
            request.vcn.id != 'ocid1.vcn.oc1..w'                       | bob   | 192.0.2.1     | 404 NoSuchBucket
            request.ipv4.ipaddress = '192.0.2.1'                       | bob   | 192.0.2.1     | there
            request.ipv4.ipaddress = '192.0.2.0/24'                    | bob   | 192.0.2.77    | there
            request.ipv4.ipaddress = '192.0.2.0/24'                    | bob   | 192.0.3.77    | 404 NoSuchBucket
            request.ipv4.ipaddress = '192.0.2.1'                       | bob   | 192.0.2.1, 192.0.2.2 | 404 NoSuchBucket
            """)
    void whoAsksAndFromWhereDecides(String condition, String user, String address, String wanted) {
        allowStaff(server, condition);

        assertThat(outcome(server, user, address)).isEqualTo(wanted);
    }

    @Test
    void whatAnybodyCanWriteIntoAHeaderIsNoAddress() {
        allowStaff(withoutProxies, "request.networkSource.name = 'corpnet'");
        assertThat(outcome(withoutProxies, "bob", "203.0.113.1")).isEqualTo("404 NoSuchBucket");

        allowStaff(withoutProxies, "request.vcn.id = 'ocid1.vcn.oc1..v'");
        assertThat(outcome(withoutProxies, "bob", "10.1.2.3")).isEqualTo("404 NoSuchBucket");

        allowStaff(withoutProxies, "request.ipv4.ipaddress = '" + LOOPBACK + "'");
        assertThat(outcome(withoutProxies, "bob", "10.1.2.3")).isEqualTo("there");
    }

    @Test
    void aDenyOfAllNetworksButOneHoldsForWhoeverIsInNone() throws IOException {
        server.identity().commit(change -> {
            change.tenancies()
                    .permitDenyStatements(
                            new Caller.Server("test"),
                            server.identity().tenancy().id());
            return true;
        });
        server.allow(List.of(
                "Allow group staff to read objects in tenancy",
                "Deny any-user to read objects in tenancy where any {!request.networkSource.name, all"
                        + " {request.networkSource.name != 'corpnet', request.networkSource.name != 'corpnet-too'}}"));

        assertThat(outcome(server, "bob", "203.0.113.1")).isEqualTo("there");
        assertThat(outcome(server, "bob", "192.0.2.1")).isEqualTo("404 NoSuchBucket");
        assertThat(outcome(server, "bob", "10.1.2.3")).isEqualTo("404 NoSuchBucket");
        assertThat(server.explainLast()).contains("Deny any-user to read objects");
    }

    /** 2026-03-02 is a Monday. */
    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            request.utc-timestamp before '2026-03-02T09:00Z'                            | 2026-03-02T08:59:50Z | there
            request.utc-timestamp before '2026-03-02T09:00Z'                            | 2026-03-02T09:00:01Z | 404 NoSuchBucket
            request.utc-timestamp after '2026-03-02T09:00:00Z'                          | 2026-03-02T09:00:01Z | there
            request.utc-timestamp after '2026-03-02Z'                                   | 2026-03-01T23:59:50Z | 404 NoSuchBucket
            request.utc-timestamp.month-of-year = '3'                                   | 2026-03-31T23:59:50Z | there
            request.utc-timestamp.month-of-year in ('3', '4')                           | 2026-04-01T00:00:00Z | there
            request.utc-timestamp.month-of-year = '3'                                   | 2026-04-01T00:00:00Z | 404 NoSuchBucket
            request.utc-timestamp.day-of-month = '2'                                    | 2026-03-02T09:00:00Z | there
            request.utc-timestamp.day-of-month != '2'                                   | 2026-03-02T09:00:00Z | 404 NoSuchBucket
            request.utc-timestamp.day-of-month = '31'                                   | 2026-03-31T09:00:00Z | there
            request.utc-timestamp.day-of-week = 'Monday'                                | 2026-03-02T09:00:00Z | there
            request.utc-timestamp.day-of-week in ('saturday', 'sunday')                 | 2026-03-01T23:59:50Z | there
            request.utc-timestamp.day-of-week in ('saturday', 'sunday')                 | 2026-03-02T00:00:00Z | 404 NoSuchBucket
            request.utc-timestamp.time-of-day between '09:00:00Z' and '17:00:00Z'       | 2026-03-02T09:00:00Z | there
            request.utc-timestamp.time-of-day between '09:00:00Z' and '17:00:00Z'       | 2026-03-02T08:59:50Z | 404 NoSuchBucket
            request.utc-timestamp.time-of-day between '09:00:00Z' and '17:00:00Z'       | 2026-03-02T17:00:01Z | 404 NoSuchBucket
            request.utc-timestamp.time-of-day between '17:00:00Z' and '01:00:00Z'       | 2026-03-02T23:59:50Z | there
            request.utc-timestamp.time-of-day between '17:00:00Z' and '01:00:00Z'       | 2026-03-02T00:30:00Z | there
            request.utc-timestamp.time-of-day between '17:00:00Z' and '01:00:00Z'       | 2026-03-02T01:00:05Z | 404 NoSuchBucket
            all {request.utc-timestamp.day-of-week = 'Monday', request.utc-timestamp.time-of-day between '09:00:00Z' and '17:00:00Z'} | 2026-03-02T12:00:00Z | there
            """)
    void theServersClockDecides(String condition, Instant at, String wanted) {
        allowStaff(server, condition);
        server.clock().advance(Duration.between(server.clock().instant(), at));

        assertThat(outcome(server, "bob", "192.0.2.1")).isEqualTo(wanted);
    }
}
