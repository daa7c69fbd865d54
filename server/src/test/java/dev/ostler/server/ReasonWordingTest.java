// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Why a request was refused, in words that stand on their own. */
class ReasonWordingTest {
    @RegisterExtension
    static final TestServer server = TestServer.oci();

    @Test
    void theHeaderNamesTheOperationAndTheExplanationNamesItOnce() throws Exception {
        RawReply reply = server.request("GET", "/missing/k").send();

        assertThat(reply.header("ostler-reason"))
                .contains("GetObject: the bucket does not exist, or the caller may not see it");
        assertThat(server.explainLast()).containsOnlyOnce("GetObject");
    }

    @Test
    void theNativeApiIsNotAnOperation() throws Exception {
        RawReply reply = server.request("GET", "/n/local/b").sendUnsigned();

        assertThat(reply.summary()).isEqualTo("501 NotImplemented");
        assertThat(reply.message()).isEqualTo("OCI's native API is not supported.");
        assertThat(reply.header("ostler-reason")).contains("OCI's native API is not served");
    }

    @Test
    void anOperationThatOciDoesNotServeIsNamedInItsWords() throws Exception {
        RawReply reply = server.request("GET", "/b/k?tagging").send();

        assertThat(reply.summary()).isEqualTo("501 NotImplemented");
        assertThat(reply.message()).isEqualTo("S3 Get Object tagging operation is not supported.");
    }

    @Test
    void anotherOwnersBucketIsNoMatterOfSigning() throws Exception {
        String bucket = server.newBucket();

        RawReply reply = server.request("GET", "/" + bucket)
                .header("x-amz-expected-bucket-owner", "somebody")
                .send();

        assertThat(reply.summary()).isEqualTo("403 AccessDenied");
        assertThat(reply.header("ostler-reason"))
                .contains("the owner is not the expected one, 'somebody'; ListBuckets shows the owner's id");
    }
}
