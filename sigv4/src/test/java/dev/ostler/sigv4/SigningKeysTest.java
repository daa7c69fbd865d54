// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Signing keys are derived once, and only so many are kept. */
class SigningKeysTest {
    private static final AccessKey KEY = SdkSigner.KEY;
    private static final CredentialScope SCOPE = new CredentialScope("20261124", "us-ashburn-1", "s3");

    private final SigningKeys keys = new SigningKeys();

    @Test
    void aKeyIsDerivedOncePerSecretDateRegionAndService() {
        SigningKey first = keys.get(KEY, SCOPE);

        assertThat(keys.get(KEY, new CredentialScope("20261124", "us-ashburn-1", "s3")))
                .isSameAs(first);
        for (CredentialScope other : List.of(
                new CredentialScope("20261125", "us-ashburn-1", "s3"),
                new CredentialScope("20261124", "us-phoenix-1", "s3"),
                new CredentialScope("20261124", "us-ashburn-1", "sts"))) {
            assertThat(keys.get(KEY, other).sign("text")).isNotEqualTo(first.sign("text"));
        }
        assertThat(keys.size()).isEqualTo(4);
    }

    @Test
    void aChangedSecretNeverMeetsTheOldOnesKey() {
        SigningKey old = keys.get(KEY, SCOPE);

        SigningKey changed = keys.get(new AccessKey(KEY.id(), "another"), SCOPE);

        assertThat(changed.sign("text")).isNotEqualTo(old.sign("text"));
    }

    @Test
    void theLeastRecentlyUsedKeysAreForgotten() {
        SigningKey used = keys.get(KEY, SCOPE);
        for (int i = 0; i < 3 * SigningKeys.MAX_KEPT; i++) {
            keys.get(KEY, new CredentialScope("20261124", "region-" + i, "s3"));
            keys.get(KEY, SCOPE);
        }

        assertThat(keys.size()).isEqualTo(SigningKeys.MAX_KEPT);
        assertThat(keys.get(KEY, SCOPE)).isSameAs(used);
    }
}
