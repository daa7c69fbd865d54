// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.server.problem.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What names, descriptions and tags may be. All methods throw InvalidParameter or LimitExceeded. */
final class Rules {
    /** Source: OCI documentation, Terraform provider, oci_identity_user: what a name may hold. */
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9._+@-]+");

    /** Source: the same, oci_identity_group, oci_identity_policy: no spaces; letters, numerals, hyphens, periods, underscores. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private static final Pattern OCID =
            Pattern.compile("ocid1\\.([a-z0-9]+)\\.[a-z0-9-]*\\.[a-z0-9-]*\\.[A-Za-z0-9._-]+");

    private Rules() {}

    /** Assumed: two names that differ in case alone are the same, as they are in a statement of a policy. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static void checkUserName(String name) {
        check(USER_NAME, name, "letters, digits, hyphens, periods, underscores, + and @");
    }

    static void checkName(String name) {
        check(NAME, name, "letters, digits, hyphens, periods and underscores");
    }

    private static void check(Pattern allowed, String name, String words) {
        if (name.length() > Limits.MAX_NAME_CHARS || !allowed.matcher(name).matches()) {
            throw invalid("name", "1 to " + Limits.MAX_NAME_CHARS + " characters: " + words);
        }
    }

    static void checkDescription(String description) {
        if (description.length() > Limits.MAX_DESCRIPTION_CHARS) {
            throw invalid("description", "at most " + Limits.MAX_DESCRIPTION_CHARS + " characters");
        }
    }

    static void checkDisplayName(String name) {
        if (name.length() > Limits.MAX_DISPLAY_NAME_CHARS) {
            throw invalid("displayName", "at most " + Limits.MAX_DISPLAY_NAME_CHARS + " characters");
        }
    }

    /** Source: OCI documentation, "Overview of tagging", limits on tags. */
    static void checkTags(Tags tags) {
        if (tags.freeform().size() > Limits.MAX_FREEFORM_TAGS) {
            throw new Problem.LimitExceeded("free-form tags", Limits.MAX_FREEFORM_TAGS).thrown();
        }
        int defined = tags.defined().values().stream().mapToInt(Map::size).sum();
        if (defined > Limits.MAX_DEFINED_TAGS) {
            throw new Problem.LimitExceeded("defined tags", Limits.MAX_DEFINED_TAGS).thrown();
        }
        tags.freeform().forEach((key, value) -> checkTag("freeformTags", key, value));
        tags.defined().forEach((namespace, keys) -> {
            checkTag("definedTags", namespace, "");
            keys.forEach((key, value) -> checkTag("definedTags", key, value));
        });
    }

    private static void checkTag(String field, String key, String value) {
        if (key.isEmpty() || key.length() > Limits.MAX_TAG_KEY_CHARS || value.length() > Limits.MAX_TAG_VALUE_CHARS) {
            throw invalid(
                    field,
                    "keys have 1 to " + Limits.MAX_TAG_KEY_CHARS + " characters, values at most "
                            + Limits.MAX_TAG_VALUE_CHARS);
        }
    }

    /** An identifier that somebody brings along. */
    static void checkOcid(String kind, String id) {
        var matcher = OCID.matcher(id);
        if (id.length() > Limits.MAX_OCID_CHARS
                || !matcher.matches()
                || !matcher.group(1).equals(kind)) {
            throw invalid("id", "an OCID that begins with ocid1." + kind + ".");
        }
    }

    static RuntimeException invalid(String field, String rule) {
        return new Problem.InvalidParameter(field, rule).thrown();
    }
}
