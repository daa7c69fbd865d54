// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Users of one tenancy in the buckets of another: what their own tenancy endorses and the other admits, and no more. Source:
 * OCI documentation, "Accessing Object Storage Resources Across Tenancies".
 */
class CrossTenancyTest {
    private static final String WORLD = """
            version: 1
            users:
              - {name: lou, customerSecretKeys: [{id: lou, key: lou-secret}]}
            policies:
              - name: guests
                statements:
                  - Define tenancy acme as ocid1.tenancy.oc1..acme
                  - Define group readers as ocid1.group.oc1..readers
                  - Define group admitted as ocid1.group.oc1..admitted
                  - Admit group readers of tenancy acme to read objects in tenancy where target.bucket.name = 'open'
                  - Admit group readers of tenancy acme to inspect buckets in compartment shared
                  - Admit group admitted of tenancy acme to manage objects in tenancy
            compartments: [{name: shared}]
            buckets:
              - {name: open, objects: [{name: o, text: of local}]}
              - {name: closed, objects: [{name: o, text: of local}]}
              - {name: shared, compartment: shared}
            tenancies:
              - namespace: acme
                id: ocid1.tenancy.oc1..acme
                groups:
                  - {name: readers, id: ocid1.group.oc1..readers}
                  - {name: endorsed}
                  - {name: admitted, id: ocid1.group.oc1..admitted}
                users:
                  - {name: ann, groups: [readers], customerSecretKeys: [{id: ann, key: ann-secret}]}
                  - {name: eve, groups: [endorsed], customerSecretKeys: [{id: eve, key: eve-secret}]}
                  - {name: ada, groups: [admitted], customerSecretKeys: [{id: ada, key: ada-secret}]}
                  - {name: root, groups: [Administrators], customerSecretKeys: [{id: root, key: root-secret}]}
                policies:
                  - name: abroad
                    statements:
                      - Define tenancy partner as LOCAL
                      - Endorse group readers to manage objects in tenancy partner
                      - Endorse group readers to manage buckets in tenancy partner
                      - Endorse group endorsed to manage objects in any-tenancy
                      - Allow group readers to read objects in tenancy
                buckets: [{name: own, objects: [{name: o, text: of acme}]}]
            """.replace("LOCAL", Founding.tenancyId("local"));

    @RegisterExtension
    @Order(1)
    static final NoErrorsLogged noErrors = new NoErrorsLogged();

    @RegisterExtension
    @Order(2)
    static final TestServer server =
            TestServer.oci().withBootstrap(new BootstrapFiles(List.of(), Optional.of(WORLD), Map.of()));

    private static RawReply ask(String user, String method, String namespace, String path) throws IOException {
        return server.request(method, path)
                .key(new CustomerSecretKey(user, user + "-secret"))
                .header("host", namespace + ".compat.objectstorage.us-ashburn-1.localhost")
                .send();
    }

    @Test
    void aUserReadsWhatIsEndorsedAndAdmitted() throws IOException {
        assertThat(ask("ann", "GET", "local", "/open/o").text()).isEqualTo("of local");
        assertThat(ask("ann", "GET", "acme", "/own/o").text()).isEqualTo("of acme");
    }

    @ParameterizedTest
    @CsvSource({
        "ann, GET, local, /closed/o, not admitted to this bucket",
        "ann, PUT, local, /open/new, admitted to read alone",
        "ann, DELETE, local, /open/o, admitted to read alone",
        "eve, GET, local, /open/o, endorsed but not admitted",
        "ada, GET, local, /open/o, admitted but not endorsed",
        "root, GET, local, /open/o, an administrator of their own tenancy alone",
        "lou, GET, acme, /own/o, of a tenancy that acme does not know",
        "ann, GET, acme, /open/o, a bucket of another namespace"
    })
    void allElseIsRefusedLikeABucketThatIsNotThere(
            String user, String method, String namespace, String path, String because) throws IOException {
        RawReply reply = ask(user, method, namespace, path);

        assertThat(reply.status()).as(because).isEqualTo(404);
        assertThat(reply.code()).as(because).isEqualTo("NoSuchBucket");
    }

    /** The administrator of the server's own tenancy has no rights in another one. */
    @Test
    void administratorsAreSoInTheirOwnTenancyAlone() throws IOException {
        RawReply reply = server.request("GET", "/own/o")
                .header("host", "acme.compat.objectstorage.us-ashburn-1.localhost")
                .send();

        assertThat(reply.summary()).isEqualTo("404 NoSuchBucket");
    }

    /** Without a namespace in the host it is the caller's own. */
    @Test
    void aPlainHostStandsForTheCallersNamespace() throws IOException {
        CustomerSecretKey ann = new CustomerSecretKey("ann", "ann-secret");

        assertThat(server.request("GET", "/own/o").key(ann).send().text()).isEqualTo("of acme");
        assertThat(server.request("GET", "/open/o").key(ann).send().summary()).isEqualTo("404 NoSuchBucket");
        assertThat(server.request("GET", "/open/o").send().text()).isEqualTo("of local");
    }

    @Test
    void anAdmissionHoldsForItsCompartmentAlone() throws IOException {
        assertThat(ask("ann", "HEAD", "local", "/shared").status()).isEqualTo(200);
        assertThat(ask("ann", "HEAD", "local", "/open").status()).isEqualTo(404);
        assertThat(ask("ann", "GET", "local", "/").status()).isEqualTo(404);
    }
}
