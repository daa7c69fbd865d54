// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import java.util.Optional;

/**
 * How OCI answered aws-chunked uploads at a time: the service changed three times.
 *
 * <p>Observed: dcm4chee-arc-light#3253 (2021), aws-tools-for-powershell#320 (2023), terraform#34053 (2024, 2025),
 * moby/buildkit#6969 (2026-05 to 08). Source for today: OCI documentation, "Amazon S3 Compatibility API Support".
 */
public enum OciEra {
    Y2023("2023"),
    Y2025("2025"),
    M2026_05("2026-05"),
    TODAY("today");

    private final String text;

    OciEra(String text) {
        this.text = text;
    }

    /** As the command line spells it. */
    public String text() {
        return text;
    }

    public static Optional<OciEra> of(String text) {
        for (OciEra era : values()) {
            if (era.text.equals(text)) {
                return Optional.of(era);
            }
        }
        return Optional.empty();
    }
}
