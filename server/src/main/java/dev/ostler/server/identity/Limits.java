// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

/**
 * How many there may be of everything, and how long. Source, where not said otherwise: OCI documentation, "Service limits",
 * IAM without identity domains; figures that a tenancy begins with.
 */
public final class Limits {
    /** Assumed: a server for tests needs no more. */
    public static final int MAX_TENANCIES = 100;

    public static final int MAX_USERS = 2000;
    public static final int MAX_GROUPS = 250;

    public static final int MAX_POLICIES = 100;
    public static final int MAX_COMPARTMENTS = 1000;

    /** Source: OCI documentation, "Managing compartments": six levels. Assumed: the root is none of them. */
    public static final int MAX_COMPARTMENT_DEPTH = 6;

    /** Assumed: no source names a figure. */
    public static final int MAX_GROUPS_PER_USER = 100;

    /** Source: OCI documentation, "Managing user credentials". */
    public static final int MAX_SECRET_KEYS_PER_USER = 2;

    /** Source: OCI documentation, "Managing user credentials". */
    public static final int MAX_API_KEYS_PER_USER = 3;

    /** Source: OCI documentation, "Managing user credentials". */
    public static final int MAX_AUTH_TOKENS_PER_USER = 2;

    /** Source: OCI documentation, "Required Keys and OCIDs". */
    public static final int MIN_RSA_BITS = 2048;

    /** A key of 16,384 bits has fewer. */
    static final int MAX_PEM_CHARS = 8192;

    public static final int MAX_DYNAMIC_GROUPS = 50;

    /** Assumed: no source says how long a matching rule may be. */
    public static final int MAX_RULE_CHARS = 10_000;

    /** Assumed: nor how deep. */
    public static final int MAX_RULE_DEPTH = 16;

    public static final int MAX_NETWORK_SOURCES = 10;

    /** Assumed: no source names how many ranges a network source may have. */
    public static final int MAX_RANGES = 1000;

    /** Source: Identity API, CreateUserDetails, CreateGroupDetails, CreateCompartmentDetails, CreatePolicyDetails. */
    public static final int MAX_NAME_CHARS = 100;

    public static final int MAX_DESCRIPTION_CHARS = 400;

    /** Source: RFC 5321: what a mail server has to take. */
    public static final int MAX_EMAIL_CHARS = 320;

    /** Source: Identity API, CreateCustomerSecretKeyDetails. */
    public static final int MAX_DISPLAY_NAME_CHARS = 200;

    /** Source: OCI documentation, "Resource identifiers": at most 255 characters. */
    public static final int MAX_OCID_CHARS = 255;

    /** Source: OCI documentation, "Overview of tagging". */
    public static final int MAX_FREEFORM_TAGS = 10;

    public static final int MAX_DEFINED_TAGS = 64;
    public static final int MAX_TAG_KEY_CHARS = 100;
    public static final int MAX_TAG_VALUE_CHARS = 256;

    /** With {@code --policy-delay} or {@code --key-delay}: far more than a file of everything at its limit has. */
    static final int MAX_CHANGES_NOT_IN_FORCE = 50_000;

    private Limits() {}
}
