// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.ApiKey;
import dev.ostler.server.identity.AttachedPolicy;
import dev.ostler.server.identity.Compartment;
import dev.ostler.server.identity.Details;
import dev.ostler.server.identity.DynamicGroup;
import dev.ostler.server.identity.NetworkSource;
import dev.ostler.server.identity.NetworkSource.VirtualSource;
import dev.ostler.server.identity.NetworkSourceSteps.Sources;
import dev.ostler.server.identity.SecretKey;
import dev.ostler.server.identity.Tags;
import dev.ostler.server.identity.Tenancy;
import dev.ostler.server.identity.User;
import dev.ostler.server.identity.User.Capability;
import dev.ostler.server.objectstorage.BucketRow;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that the identity domain has comes out of a bootstrap file as it is declared there, also over what was changed since. */
class ApplyIdentityTest {
    /** Made by openssl, which also says that the MD5 of its DER is the fingerprint. */
    private static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy6c+BBeT72SK51MtoYKW
            cTLI1RzhkxUOel/vqQppSL7zCTN6Odv56G7cpKw/y2IeuQATGWXusVO0duVQq1hm
            I1YrieuTEkty5fyzS/eyCPbbSIb7Dt8rpJgAd0Baq68CMtGkXlBbjEKmCzMT1NCv
            NRrlBNEfd79iVObU9/uWBJRKTEDLOvWA9lkBS3W69jmSn5PdP5yF2iOTsQfckX17
            U6x+dLKKDSECo1XGUwU6PeXteSk8twkbVpu1UenCpVBJZOqf0S4RJ5yfLELVfm5s
            E0zd8X8AJuHqVSLE9JE6eOyEV4mbojsH0kzcQeVPbRM0jnvPLf/Z+nuT6HrbpeY1
            lwIDAQAB
            -----END PUBLIC KEY-----
            """;

    private static final String FINGERPRINT = "f2:90:b1:b5:11:14:5d:47:b2:76:4c:52:14:fb:53:ad";

    private static final String WORLD = """
            compartments: [{name: finance, definedTags: {ops: {cost: a}}}]
            groups: [{name: analysts, definedTags: {ops: {level: gold}}}]
            dynamicGroups:
              - {name: etl, description: Functions, matchingRule: "resource.type = 'fnfunc'", freeformTags: {team: data}}
            networkSources:
              - name: office
                publicSourceList: [192.0.2.0/24, 203.0.113.7]
                virtualSourceList: [{vcnId: ocid1.vcn.oc1..a, ipRanges: [10.0.0.0/8]}]
                services: [all]
            users:
              - name: alice
                email: alice@example.com
                groups: [analysts]
                customerSecretKeys: [{id: alice-key, key: alice-secret}]
                apiKeys: [{publicKeyFile: alice.pem}]
                capabilities: {canUseAuthTokens: false}
              - {name: bob, blocked: true, customerSecretKeys: [{id: bob-key, key: bob-secret}]}
            policies:
              - name: p
                compartment: finance
                versionDate: 2026-03-01
                statements: ["Allow dynamic-group etl to read buckets in compartment finance"]
            buckets: [{name: lake, definedTags: {ops: {class: secret}}, freeformTags: {team: data}}]
            """;

    @TempDir
    Path directory;

    private TestWorld world;

    @BeforeEach
    void openWorld() throws IOException {
        Files.writeString(directory.resolve("alice.pem"), PEM);
        Files.writeString(directory.resolve("broken.pem"), PEM.replace("MIIB", "MIIC"));
        world = new TestWorld(directory);
    }

    @AfterEach
    void closeWorld() throws IOException {
        world.close();
    }

    private User user(String name) {
        return world.now().user(world.tenancyId(), name).orElseThrow();
    }

    private DynamicGroup etl() {
        return world.now().dynamicGroup(world.tenancyId(), "etl").orElseThrow();
    }

    private NetworkSource office() {
        return world.now().networkSource(world.tenancyId(), "office").orElseThrow();
    }

    private Compartment compartment(String name) {
        return world.now().compartment(world.tenancyId(), name).orElseThrow();
    }

    private List<AttachedPolicy> policiesCalled(String name) {
        return world.now().policiesOf(world.tenancyId(), name);
    }

    @Test
    void allOfItIsThereAlsoAfterARestart() throws IOException {
        assertThat(world.apply(WORLD)).isEqualTo("8 created, 0 unchanged, 0 updated");
        world.reopen();

        assertThat(etl().matchingRule()).isEqualTo("resource.type = 'fnfunc'");
        assertThat(etl().details().description()).isEqualTo("Functions");
        assertThat(etl().details().tags().freeform()).containsExactly(Map.entry("team", "data"));
        assertThat(office().publicSources()).containsExactly("192.0.2.0/24", "203.0.113.7");
        assertThat(office().virtualSources())
                .containsExactly(new VirtualSource("ocid1.vcn.oc1..a", List.of("10.0.0.0/8")));
        assertThat(office().services()).containsExactly("all");
        assertThat(office().details().description()).isEqualTo("office");
        assertThat(world.now().apiKey(world.tenancyId(), user("alice").id(), FINGERPRINT))
                .isPresent();
        assertThat(user("alice").canUse(Capability.AUTH_TOKENS)).isFalse();
        assertThat(user("alice").canUse(Capability.CUSTOMER_SECRET_KEYS)).isTrue();
        assertThat(world.now().holderOf("alice-key")).isPresent();
        assertThat(user("bob").blocked()).isTrue();
        assertThat(world.now().holderOf("bob-key")).isEmpty();
        assertThat(compartment("finance").details().tags().defined("OPS", "cost"))
                .contains("a");
        assertThat(policiesCalled("p"))
                .singleElement()
                .satisfies(policy -> assertThat(policy.versionDate()).isEqualTo("2026-03-01"));
        assertThat(world.bucket("lake").definedTags()).containsExactly(Map.entry("ops", Map.of("class", "secret")));
    }

    @Test
    void applyingAgainChangesNothing() throws IOException {
        world.apply(WORLD);
        var before = world.now();

        assertThat(world.apply(WORLD)).isEqualTo("0 created, 8 unchanged, 0 updated");
        assertThat(world.now()).isSameAs(before);
        world.reopen();
        assertThat(world.apply(WORLD)).isEqualTo("0 created, 8 unchanged, 0 updated");
    }

    @Test
    void identifiersFollowFromNamesOrAreGiven() throws IOException {
        world.apply("""
                dynamicGroups: [{name: given, id: ocid1.dynamicgroup.oc1..g, matchingRule: "a = 'b'"}, {name: derived, matchingRule: "a = 'b'"}]
                networkSources: [{name: given, id: ocid1.networksource.oc1..n}]
                """);
        String derived = world.now()
                .dynamicGroup(world.tenancyId(), "derived")
                .orElseThrow()
                .id();

        assertThat(world.now().dynamicGroups().has("ocid1.dynamicgroup.oc1..g")).isTrue();
        assertThat(world.now().networkSources().has("ocid1.networksource.oc1..n"))
                .isTrue();
        assertThat(derived).matches("ocid1\\.dynamicgroup\\.oc1\\.\\.aaaaaaaa[a-z2-7]{52}");
        assertThat(world.apply("networkSources: [{name: given, id: ocid1.networksource.oc1..other}]"))
                .isEqualTo("world.yaml:2:36: it is there already with another OCID: ocid1.networksource.oc1..n");
    }

    @Test
    void whatTheDomainChangedIsAsDeclaredAgain() throws IOException {
        world.apply(WORLD);
        User alice = user("alice");
        world.commit(change -> {
            change.dynamicGroups()
                    .update(
                            world.permit("UpdateDynamicGroup", new Existing(Kind.DYNAMIC_GROUP, etl().id())),
                            etl().id(),
                            Optional.empty(),
                            Optional.of("resource.type = 'other'"),
                            Optional.empty());
            change.networkSources()
                    .update(
                            world.permit("UpdateNetworkSource", new Existing(Kind.NETWORK_SOURCE, office().id())),
                            office().id(),
                            Optional.empty(),
                            Optional.of(new Sources(List.of("0.0.0.0/0"), List.of(), List.of())),
                            Optional.of(new Tags(Map.of("by", "domain"), Map.of())));
            change.apiKeys()
                    .delete(
                            world.permit("DeleteApiKey", new Credentials(Kind.API_KEY, alice.id())),
                            alice.id(),
                            FINGERPRINT);
            change.users()
                    .updateCapabilities(
                            world.permit("UpdateUserCapabilities", new Existing(Kind.USER, alice.id())),
                            alice.id(),
                            Set.of(Capability.AUTH_TOKENS));
            change.users()
                    .updateState(
                            world.permit(
                                    "UpdateUserState",
                                    new Existing(Kind.USER, user("bob").id())),
                            user("bob").id(),
                            false);
        });

        assertThat(world.apply(WORLD)).isEqualTo("0 created, 4 unchanged, 4 updated");

        assertThat(etl().matchingRule()).isEqualTo("resource.type = 'fnfunc'");
        assertThat(office().publicSources()).containsExactly("192.0.2.0/24", "203.0.113.7");
        assertThat(office().details().tags().freeform()).containsExactly(Map.entry("by", "domain"));
        assertThat(world.now().apiKeys().of(alice.id()))
                .extracting(ApiKey::fingerprint)
                .containsExactly(FINGERPRINT);
        assertThat(user("alice").capabilities()).isEmpty();
        assertThat(user("bob").blocked()).isTrue();
    }

    @Test
    void listsAreWholeAndWhatIsLeftOutStays() throws IOException {
        world.apply(WORLD);

        assertThat(world.apply("""
                        networkSources: [{name: office, virtualSourceList: []}]
                        users: [{name: alice, apiKeys: []}, {name: bob}]
                        buckets: [{name: lake, freeformTags: {}}]
                        """)).isEqualTo("0 created, 1 unchanged, 3 updated");

        assertThat(office().publicSources()).hasSize(2);
        assertThat(office().virtualSources()).isEmpty();
        assertThat(world.now().apiKeys().of(user("alice").id())).isEmpty();
        assertThat(world.now().secretKeys().of(user("alice").id())).hasSize(1);
        assertThat(user("alice").email()).isEqualTo("alice@example.com");
        assertThat(user("bob").blocked()).isTrue();
        assertThat(world.bucket("lake").tags()).isEmpty();
        assertThat(world.bucket("lake").definedTags()).isNotEmpty();
    }

    /** Whoever comes first in the file: the key is free before anybody takes it. */
    @Test
    void aKeyPassesFromOneUserToAnother() throws IOException {
        world.apply(
                "users: [{name: a}, {name: b, customerSecretKeys: [{id: k, key: s}], apiKeys: [{publicKeyFile: alice.pem}]}]");

        assertThat(world.apply(
                        "users: [{name: a, customerSecretKeys: [{id: k, key: s}]}, {name: b, customerSecretKeys: []}]"))
                .isEqualTo("0 created, 0 unchanged, 2 updated");

        assertThat(world.now().secretKeys().of(user("a").id()))
                .extracting(SecretKey::id)
                .containsExactly("k");
        assertThat(world.now().secretKeys().of(user("b").id())).isEmpty();
    }

    /** On a fresh start as on one where the user lost the capability after the key was made. */
    @Test
    void aUserMayHaveKeysThatMustNotBeUsed() throws IOException {
        String yaml = """
                users:
                  - name: carl
                    capabilities: {canUseCustomerSecretKeys: false, canUseApiKeys: false}
                    customerSecretKeys: [{id: carl-key, key: SECRET}]
                    apiKeys: [{publicKeyFile: alice.pem}]
                """;
        assertThat(world.apply(yaml)).isEqualTo("1 created, 0 unchanged, 0 updated");
        assertThat(world.apply(yaml)).isEqualTo("0 created, 1 unchanged, 0 updated");
        assertThat(world.apply(yaml.replace("SECRET", "another"))).isEqualTo("0 created, 0 unchanged, 1 updated");

        assertThat(user("carl").capabilities())
                .hasSize(5)
                .doesNotContain(Capability.CUSTOMER_SECRET_KEYS, Capability.API_KEYS);
        assertThat(world.now().secretKeys().of(user("carl").id())).hasSize(1);
        assertThat(world.now().holderOf("carl-key")).isEmpty();
        assertThat(world.now().apiKey(world.tenancyId(), user("carl").id(), FINGERPRINT))
                .isEmpty();
    }

    @Test
    void bucketsAndPoliciesLieWhereTheFileSays() throws IOException {
        String yaml = """
                compartments: [{name: one}, {name: two}]
                buckets: [{name: b, compartment: WHERE, freeformTags: {a: b}}]
                policies: [{name: p, compartment: WHERE, statements: ["Allow any-user to read buckets in compartment WHERE"]}]
                """;
        world.apply(yaml.replace("WHERE", "one"));

        assertThat(world.apply(yaml.replace("WHERE", "two"))).isEqualTo("0 created, 2 unchanged, 2 updated");

        String two = compartment("two").id();
        BucketRow bucket = world.bucket("b");
        assertThat(bucket.compartmentId()).isEqualTo(two);
        assertThat(bucket.tags()).containsExactly(Map.entry("a", "b"));
        assertThat(world.hasBucketsIn(compartment("one").id())).isFalse();
        assertThat(world.hasBucketsIn(two)).isTrue();
        assertThat(policiesCalled("p"))
                .extracting(AttachedPolicy::compartmentId)
                .containsExactly(two);
        assertThat(world.apply(yaml.replace("WHERE", "two"))).isEqualTo("0 created, 4 unchanged, 0 updated");
        assertThat(
                        world.apply(
                                "buckets: [{name: b}]\npolicies: [{name: p, statements: [\"Allow any-user to read buckets in compartment two\"]}]"))
                .isEqualTo("0 created, 2 unchanged, 0 updated");
    }

    @Test
    void tenanciesHaveTheirOwnIdentifierAndTags() throws IOException {
        String yaml = """
                definedTags: {ops: {env: test}}
                description: ours
                tenancies:
                  - {namespace: acme, id: ocid1.tenancy.oc1..acme, denyStatements: true, freeformTags: {a: b}, groups: [{name: g}]}
                """;

        assertThat(world.apply(yaml)).isEqualTo("2 created, 0 unchanged, 1 updated");
        assertThat(world.apply(yaml)).isEqualTo("0 created, 3 unchanged, 0 updated");
        world.reopen();

        Tenancy acme = world.now().tenancyOf("acme").orElseThrow();
        assertThat(acme.id()).isEqualTo("ocid1.tenancy.oc1..acme");
        assertThat(acme.denyStatements()).isTrue();
        assertThat(acme.details().description()).isEqualTo("acme");
        assertThat(world.now().group(acme.id(), "g")).isPresent();
        Details ours = world.now().tenancyOf("local").orElseThrow().details();
        assertThat(ours.description()).isEqualTo("ours");
        assertThat(ours.tags().defined("ops", "env")).contains("test");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dynamicGroups: [{name: a, matchingRule: "resource.type 'x'"}] | 2:41: matchingRule: at character 0: expected Any {, All {, or an attribute with = or != and a value in single quotes
            dynamicGroups: [{name: a b, matchingRule: "a = 'b'"}] | 2:24: name: 1 to 100 characters: letters, digits, hyphens, periods and underscores
            dynamicGroups: [{name: a, id: ocid1.group.oc1..a, matchingRule: "a = 'b'"}] | 2:31: id: an OCID that begins with ocid1.dynamicgroup.
            networkSources: [{name: a, publicSourceList: [10.0.0.1, 10.0.0.0/33]}] | 2:57: '10.0.0.0/33' is no address, and no range such as 10.0.0.0/8
            networkSources: [{name: a, virtualSourceList: [{vcnId: v, ipRanges: [home]}]}] | 2:70: 'home' is no address, and no range such as 10.0.0.0/8
            networkSources: [{name: a, virtualSourceList: [{vcnId: "", ipRanges: []}]}] | 2:25: virtualSourceList: each names its VCN by an OCID
            users: [{name: a, apiKeys: [{publicKeyFile: broken.pem}]}] | 2:45: key: an RSA public key of at least 2048 bits in PEM
            users: [{name: a, apiKeys: [{publicKey: nonsense}]}] | 2:41: key: an RSA public key of at least 2048 bits in PEM
            users: [{name: a, apiKeys: [{publicKeyFile: alice.pem}, {publicKeyFile: alice.pem}]}] | 2:73: the API key is there twice; first at world.yaml:2:45
            users: [{name: admin, blocked: true}] | 2:16: the server's own administrator cannot be blocked
            users: [{name: admin, capabilities: {canUseCustomerSecretKeys: false}}] | 2:37: the server's own administrator uses a customer secret key
            users: [{name: a, id: ocid1.user.oc1..a}, {name: b, id: ocid1.user.oc1..a}] | 2:50: there is a User 'ocid1.user.oc1..a' already
            compartments: [{name: finance, compartments: [{name: payroll}]}]\\nbuckets: [{name: b, compartment: "finance:payrol"}] | 3:34: there is no compartment 'finance:payrol'; did you mean 'finance:payroll'?
            buckets: [{name: b, compartment: far-away}] | 2:34: there is no compartment 'far-away' in the file or in the tenancy; nested ones are written a:b:c
            policies: [{name: p, versionDate: soon, statements: [Allow any-user to read buckets in tenancy]}] | 2:35: versionDate: a date, such as 2026-03-01
            policies: [{name: p, statements: [Allow dynamic-group etl to read buckets in tenancy]}] | 2:55: found `etl`, expected the name of a dynamic group: no dynamic group of this name exists in the domain Default
            groups: [{name: analysts}]\\npolicies: [{name: p, statements: [Allow group analists to read buckets in tenancy]}] | 3:47: found `analists`, expected the name of a group: no group of this name exists in the domain Default; write `analysts`
            compartments: [{name: finance, compartments: [{name: payroll}]}]\\npolicies: [{name: p, statements: [Allow any-user to read buckets in compartment finance:payrol]}] | 3:69: found `compartment finance:payrol`, expected a compartment at or below the policy's: Compartment {finance:payrol} does not exist or is not part of the policy compartment subtree; write `finance:payroll`
            policies: [{name: p, statements: [Allow any-user to read bucket in tenancy]}] | 2:58: found `bucket`, expected `buckets`: resource types are plural
            policies: [{name: p, statements: [Define tenancy t as ocid1.tenancy.oc1..t, Admit group g of tenancy t to read buckets in tenancy]}] | 2:89: found `g`, expected the name of a group: no group of this name exists in the domain Default of another tenancy: define it
            buckets: [{name: b, definedTags: {"": {a: b}}}] | 2:18: definedTags: keys have 1 to 100 characters, values at most 256
            tenancies: [{namespace: acme, id: ocid1.user.oc1..a}] | 2:35: id: an OCID that begins with ocid1.tenancy.
            homeRegion: us-phoenix-1 | 2:13: the tenancy's home region is us-ashburn-1 and does not change
            """)
    void aWrongValueIsToldAtItsPlaceAndNothingIsApplied(String yaml, String said) throws IOException {
        var before = world.now();

        assertThat(world.apply("%s\n".formatted(yaml.replace("\\n", "\n")))).isEqualTo("world.yaml:" + said);

        assertThat(world.now()).isSameAs(before);
    }

    @Test
    void limitsAreThoseOfTheDomain() throws IOException {
        String sources =
                IntStream.range(0, 11).mapToObj(i -> "{name: s" + i + "}").collect(Collectors.joining(", "));
        String tags = IntStream.range(0, 11).mapToObj(i -> "t" + i + ": v").collect(Collectors.joining(", "));

        assertThat(world.apply("networkSources: [" + sources + "]"))
                .isEqualTo("world.yaml:2:145: no more than 10 network sources");
        assertThat(world.apply("buckets: [{name: b, freeformTags: {" + tags + "}}]"))
                .isEqualTo("world.yaml:2:18: no more than 10 free-form tags");
    }
}
