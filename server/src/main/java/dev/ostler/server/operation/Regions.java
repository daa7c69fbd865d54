// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import java.util.Map;

/** OCI's region identifiers and the three-letter keys that request ids begin with. */
public final class Regions {
    /** Source: OCI documentation, "Regions and Availability Domains" (commercial realm). */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("us-ashburn-1", "iad"),
            Map.entry("us-phoenix-1", "phx"),
            Map.entry("us-sanjose-1", "sjc"),
            Map.entry("us-chicago-1", "ord"),
            Map.entry("ca-toronto-1", "yyz"),
            Map.entry("ca-montreal-1", "yul"),
            Map.entry("sa-saopaulo-1", "gru"),
            Map.entry("sa-vinhedo-1", "vcp"),
            Map.entry("sa-santiago-1", "scl"),
            Map.entry("sa-valparaiso-1", "vap"),
            Map.entry("sa-bogota-1", "bog"),
            Map.entry("mx-queretaro-1", "qro"),
            Map.entry("mx-monterrey-1", "mty"),
            Map.entry("uk-london-1", "lhr"),
            Map.entry("uk-cardiff-1", "cwl"),
            Map.entry("eu-frankfurt-1", "fra"),
            Map.entry("eu-zurich-1", "zrh"),
            Map.entry("eu-amsterdam-1", "ams"),
            Map.entry("eu-milan-1", "lin"),
            Map.entry("eu-marseille-1", "mrs"),
            Map.entry("eu-paris-1", "cdg"),
            Map.entry("eu-madrid-1", "mad"),
            Map.entry("eu-stockholm-1", "arn"),
            Map.entry("me-jeddah-1", "jed"),
            Map.entry("me-dubai-1", "dxb"),
            Map.entry("me-abudhabi-1", "auh"),
            Map.entry("il-jerusalem-1", "mtz"),
            Map.entry("af-johannesburg-1", "jnb"),
            Map.entry("ap-mumbai-1", "bom"),
            Map.entry("ap-hyderabad-1", "hyd"),
            Map.entry("ap-singapore-1", "sin"),
            Map.entry("ap-tokyo-1", "nrt"),
            Map.entry("ap-osaka-1", "kix"),
            Map.entry("ap-seoul-1", "icn"),
            Map.entry("ap-chuncheon-1", "yny"),
            Map.entry("ap-sydney-1", "syd"),
            Map.entry("ap-melbourne-1", "mel"));

    private Regions() {}

    /** The region's key; Assumed: the identifier's second part for a region not listed. */
    public static String keyOf(String region) {
        String known = KEYS.get(region);
        if (known != null) {
            return known;
        }
        String[] parts = region.split("-", -1);
        return parts.length > 1 ? parts[1] : region;
    }
}
