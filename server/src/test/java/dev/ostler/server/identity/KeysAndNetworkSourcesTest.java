// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import static dev.ostler.server.identity.UsersAndGroupsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.NetworkSource.VirtualSource;
import dev.ostler.server.identity.NetworkSourceSteps.NewNetworkSource;
import dev.ostler.server.identity.NetworkSourceSteps.Sources;
import dev.ostler.server.operation.IdentityResource.Credentials;
import dev.ostler.server.operation.IdentityResource.Existing;
import dev.ostler.server.operation.IdentityResource.Kind;
import dev.ostler.server.operation.IdentityResource.New;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** API keys, auth tokens, and the addresses that policies speak of by a name. */
class KeysAndNetworkSourcesTest {
    /** Made by openssl, which also says that the MD5 of its DER is the fingerprint. */
    static final String PEM = """
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

    private TestIdentity world;

    @BeforeEach
    void openWorld() throws IOException {
        world = new TestIdentity();
    }

    @AfterEach
    void closeWorld() throws IOException {
        world.close();
    }

    private ApiKey upload(User user, String pem) {
        return world.identity()
                .commit(change -> change.apiKeys()
                        .upload(
                                world.permit("UploadApiKey", new Credentials(Kind.API_KEY, user.id())),
                                user.id(),
                                pem));
    }

    private static String newPem(int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private NetworkSource source(String name, List<String> publicSources, List<VirtualSource> virtualSources) {
        return world.identity()
                .commit(change -> change.networkSources()
                        .create(
                                world.permit(
                                        "CreateNetworkSource", new New(Kind.NETWORK_SOURCE, world.tenancyId(), name)),
                                new NewNetworkSource(
                                        Optional.empty(),
                                        name,
                                        "",
                                        new Sources(publicSources, virtualSources, List.of("all")),
                                        Tags.NONE)));
    }

    @Test
    void anApiKeyIsKnownByItsFingerprintAlsoAfterARestart() throws IOException {
        User alice = world.user("alice");
        ApiKey key = upload(alice, PEM);
        world.reopen();

        assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
        assertThat(world.now().apiKey(world.tenancyId(), alice.id(), FINGERPRINT))
                .contains(key);
        assertThat(world.now().apiKey("ocid1.tenancy.oc1..other", alice.id(), FINGERPRINT))
                .isEmpty();
        refused(Problem.AlreadyExists.class, () -> upload(alice, PEM));
        world.commit(change -> change.apiKeys()
                .delete(
                        world.permit("DeleteApiKey", new Credentials(Kind.API_KEY, alice.id())),
                        alice.id(),
                        FINGERPRINT));
        assertThat(world.now().apiKeys().of(alice.id())).isEmpty();
    }

    @Test
    void aUserHasThreeApiKeysAtMost() throws GeneralSecurityException {
        User alice = world.user("alice");
        for (int i = 0; i < 3; i++) {
            upload(alice, newPem(2048));
        }

        assertThat(refused(Problem.LimitExceeded.class, () -> upload(alice, PEM))
                        .max())
                .isEqualTo(3);
    }

    @Test
    void whatIsNoGoodPublicKeyIsRefused() throws GeneralSecurityException {
        User alice = world.user("alice");

        for (String pem :
                List.of("", "ssh-rsa AAAA", PEM.replace("PUBLIC", "PRIVATE"), PEM.substring(100), newPem(1024))) {
            refused(Problem.InvalidParameter.class, () -> upload(alice, pem));
        }
    }

    private AuthToken.Made token(User user) {
        return world.identity()
                .commit(change -> change.authTokens()
                        .create(
                                world.permit("CreateAuthToken", new Credentials(Kind.AUTH_TOKEN, user.id())),
                                user.id(),
                                "swift",
                                new SecureRandom()));
    }

    private void deleteToken(User user, String id) {
        world.commit(change -> change.authTokens()
                .delete(world.permit("DeleteAuthToken", new Credentials(Kind.AUTH_TOKEN, user.id())), user.id(), id));
    }

    @Test
    void anAuthTokenIsGoodAlsoAfterARestartAndShownNowhere() throws IOException {
        User alice = world.user("alice");
        AuthToken.Made made = token(alice);
        world.reopen();

        AuthToken row = made.row();
        assertThat(made.token()).hasSize(20).doesNotContain(" ");
        assertThat(row.id()).startsWith("ocid1.credential.oc1..");
        assertThat(world.now().authToken(alice.id(), made.token())).contains(row);
        assertThat(world.now().authToken(alice.id(), "x" + made.token())).isEmpty();
        assertThat(world.now().authToken(world.user("bob").id(), made.token())).isEmpty();
        assertThat(made.toString() + row + world.now().authTokens().all()).doesNotContain(made.token());
    }

    @Test
    void anAuthTokenIsDescribedAnewAndDeletedByItsOwnUserAlone() {
        User alice = world.user("alice");
        User bob = world.user("bob");
        AuthToken.Made made = token(alice);
        String id = made.row().id();

        AuthToken updated = world.identity()
                .commit(change -> change.authTokens()
                        .update(
                                world.permit("UpdateAuthToken", new Credentials(Kind.AUTH_TOKEN, alice.id())),
                                alice.id(),
                                id,
                                Optional.of("other")));

        assertThat(updated.description()).isEqualTo("other");
        assertThat(world.now().authToken(alice.id(), made.token())).contains(updated);
        refused(Problem.NotAuthorizedOrNotFound.class, () -> deleteToken(bob, id));
        deleteToken(alice, id);
        assertThat(world.now().authToken(alice.id(), made.token())).isEmpty();
        assertThat(token(alice).row().id()).isNotEqualTo(id);
    }

    @Test
    void aUserHasTwoAuthTokensAtMostAndNoneWithoutTheCapability() {
        User alice = world.user("alice");
        AuthToken.Made first = token(alice);
        token(alice);

        assertThat(refused(Problem.LimitExceeded.class, () -> token(alice)).max())
                .isEqualTo(2);
        world.commit(change -> change.users()
                .updateCapabilities(
                        world.permit("UpdateUserCapabilities", new Existing(Kind.USER, alice.id())),
                        alice.id(),
                        EnumSet.complementOf(EnumSet.of(User.Capability.AUTH_TOKENS))));
        assertThat(world.now().authToken(alice.id(), first.token())).isEmpty();
        deleteToken(alice, first.row().id());
        refused(Problem.IncorrectState.class, () -> token(alice));
        world.deleteUser(alice.id());
        assertThat(world.now().authTokens().all()).isEmpty();
    }

    @Test
    void anAddressIsInASourceByItsRangeOrItsNetwork() throws IOException {
        NetworkSource office = source("office", List.of("192.0.2.0/24", "203.0.113.7"), List.of());
        NetworkSource vcn =
                source("vcn", List.of(), List.of(new VirtualSource("ocid1.vcn.oc1..a", List.of("10.0.0.0/8"))));
        world.reopen();

        assertThat(world.now().networkSources().get(office.id())).contains(office);
        assertThat(world.now().networkSources().get(vcn.id())).contains(vcn);
        assertThat(NetworkSourceRanges.of(office).has(InetAddress.getByName("192.0.2.9"), Optional.empty()))
                .isTrue();
        assertThat(NetworkSourceRanges.of(office).has(InetAddress.getByName("203.0.113.7"), Optional.empty()))
                .isTrue();
        assertThat(NetworkSourceRanges.of(office).has(InetAddress.getByName("203.0.113.8"), Optional.empty()))
                .isFalse();
        assertThat(NetworkSourceRanges.of(vcn).has(InetAddress.getByName("10.1.2.3"), Optional.of("ocid1.vcn.oc1..a")))
                .isTrue();
        assertThat(NetworkSourceRanges.of(vcn).has(InetAddress.getByName("10.1.2.3"), Optional.of("ocid1.vcn.oc1..b")))
                .isFalse();
        assertThat(NetworkSourceRanges.of(vcn).has(InetAddress.getByName("10.1.2.3"), Optional.empty()))
                .isFalse();
        refused(Problem.InvalidParameter.class, () -> source("bad", List.of("nowhere"), List.of()));
        refused(Problem.AlreadyExists.class, () -> source("OFFICE", List.of(), List.of()));
    }
}
