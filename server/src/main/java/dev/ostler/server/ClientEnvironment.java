// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.identity.CustomerSecretKey;
import dev.ostler.server.identity.Founding;
import dev.ostler.server.identity.Tenancy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The environment that points AWS's clients at a server.
 *
 * @param variables in order; null for one that must not be set
 */
record ClientEnvironment(Map<String, @Nullable String> variables) {
    /** The forms that {@code ostler env} prints. */
    enum Format {
        SH,
        DOTENV,
        JSON,
        POWERSHELL
    }

    static ClientEnvironment of(String endpoint, CustomerSecretKey key, Tenancy tenancy) {
        Map<String, @Nullable String> variables = new LinkedHashMap<>();
        variables.put("AWS_ACCESS_KEY_ID", key.id());
        variables.put("AWS_SECRET_ACCESS_KEY", key.secret());
        variables.put("AWS_REGION", tenancy.homeRegion());
        // botocore reads this one alone; without it, it presigns with SigV2.
        variables.put("AWS_DEFAULT_REGION", tenancy.homeRegion());
        variables.put("AWS_ENDPOINT_URL", endpoint);
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("AWS_SESSION_TOKEN", null);
        variables.put("AWS_PROFILE", null);
        variables.put("AWS_DEFAULT_PROFILE", null);
        variables.put("OSTLER_ENDPOINT", endpoint);
        variables.put("OSTLER_NAMESPACE", tenancy.namespace());
        variables.put("OSTLER_TENANCY_ID", tenancy.id());
        variables.put("OSTLER_USER_ID", Founding.administratorId(tenancy.namespace()));
        variables.put("OSTLER_COMPARTMENT_ID", tenancy.id());
        return new ClientEnvironment(variables);
    }

    /** As text, with a line break at its end. */
    String text(Format format) {
        return switch (format) {
            case SH -> lines("export %s=%s", "unset %s", ClientEnvironment::shellQuoted);
            case DOTENV -> lines("%s=%s", "", ClientEnvironment::dotenvQuoted);
            case POWERSHELL ->
                lines(
                        "$env:%s = %s",
                        "Remove-Item Env:%s -ErrorAction SilentlyContinue",
                        value -> "'" + value.replace("'", "''") + "'");
            case JSON -> FlatJson.lines(variables);
        };
    }

    private interface Quoting {
        String quote(String value);
    }

    private String lines(String set, String unset, Quoting quoting) {
        return variables.entrySet().stream()
                        .map(entry -> {
                            String value = entry.getValue();
                            return value == null
                                    ? String.format(java.util.Locale.ROOT, unset, entry.getKey())
                                    : String.format(java.util.Locale.ROOT, set, entry.getKey(), quoting.quote(value));
                        })
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    static String shellQuoted(String value) {
        return isPlain(value) ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    /** Single quotes keep everything as it is but themselves; within double ones, backslashes protect what would not stay. */
    private static String dotenvQuoted(String value) {
        if (isPlain(value)) {
            return value;
        }
        return value.contains("'") ? '"' + value.replaceAll("([\"\\\\$`])", "\\\\$1") + '"' : "'" + value + "'";
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "_-.:/+=@%".indexOf(c) >= 0));
    }
}
