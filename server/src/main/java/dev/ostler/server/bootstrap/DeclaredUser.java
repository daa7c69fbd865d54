// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import dev.ostler.server.identity.User.Capability;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Somebody who can sign requests. */
public record DeclaredUser(
        Place place,
        Text name,
        Optional<Text> id,
        Optional<Text> description,
        Optional<Text> email,
        DeclaredTags tags,
        Optional<Boolean> blocked,
        Optional<Capabilities> capabilities,
        Optional<List<Text>> groups,
        Optional<List<SecretKey>> customerSecretKeys,
        Optional<List<ApiKey>> apiKeys) {
    /** A key for the S3 API. */
    public record SecretKey(Place place, Optional<Text> displayName, Text id, Text key) {
        private static final Field<Text> DISPLAY_NAME =
                Field.optional("displayName", Kind.text(), "What the key is for; the user's name when left out.");
        private static final Field<Text> ID =
                Field.required("id", Kind.text(), "The access key: 1 to 128 printable characters.");
        private static final Field<Text> KEY =
                Field.required("key", Kind.secret("a text"), "The secret key: 1 to 128 printable characters.");

        static final Shape<SecretKey> SHAPE = Shape.named("a customer secret key", "A key for the S3 API.")
                .with(DISPLAY_NAME, ID, KEY)
                .builtBy(values ->
                        new SecretKey(values.place(), values.optional(DISPLAY_NAME), values.of(ID), values.of(KEY)));
    }

    /**
     * The public half of a key for OCI's own API.
     *
     * @param given where it, or the path of its file, is given
     */
    public record ApiKey(Text given, String pem) {
        private static final int MAX_PEM_BYTES = 64 << 10;
        private static final Field<Text> PUBLIC_KEY =
                Field.optional("publicKey", Kind.text(), "The public key in PEM.");
        private static final Field<Text> PUBLIC_KEY_FILE =
                Field.optional("publicKeyFile", Kind.text("a path"), "A file with the public key in PEM.");

        static final Shape<ApiKey> SHAPE = Shape.named("an API key", "The public half of a key for OCI's own API.")
                .with(PUBLIC_KEY, PUBLIC_KEY_FILE)
                .alternative(PUBLIC_KEY, List.of(), List.of())
                .alternative(PUBLIC_KEY_FILE, List.of(), List.of())
                .builtBy(values -> values.optional(PUBLIC_KEY)
                        .map(text -> new ApiKey(text, text.value()))
                        .or(() -> fromFile(values.of(PUBLIC_KEY_FILE), values.reading()))
                        .orElse(null));

        private static Optional<ApiKey> fromFile(Text path, Reading reading) {
            return reading.contents(path, MAX_PEM_BYTES).map(pem -> new ApiKey(path, pem));
        }
    }

    /** Which kinds of credentials are good. */
    public record Capabilities(Place place, Map<Capability, Boolean> given) {
        private static final Map<Capability, Field<Boolean>> FIELDS = fields();

        static final Shape<Capabilities> SHAPE = Shape.named(
                        "capabilities",
                        "Which kinds of credentials a user may use; of those not named all stays as it is.")
                .with(FIELDS.values().toArray(new Field<?>[0]))
                .builtBy(Capabilities::of);

        private static Map<Capability, Field<Boolean>> fields() {
            Map<Capability, Field<Boolean>> fields = new EnumMap<>(Capability.class);
            for (Capability capability : Capability.values()) {
                fields.put(
                        capability,
                        Field.optional(
                                capability.inAnswers(),
                                new Kind.Flag(),
                                "false: credentials of this kind are no good. A new user may use all."));
            }
            return fields;
        }

        private static Capabilities of(Shape.Values values) {
            Map<Capability, Boolean> given = new EnumMap<>(Capability.class);
            FIELDS.forEach((capability, field) -> values.optional(field).ifPresent(may -> given.put(capability, may)));
            return new Capabilities(values.place(), given);
        }

        Set<Capability> over(Set<Capability> before) {
            Set<Capability> after = EnumSet.noneOf(Capability.class);
            for (Capability capability : Capability.values()) {
                if (given.getOrDefault(capability, before.contains(capability))) {
                    after.add(capability);
                }
            }
            return after;
        }
    }

    private static final Field<Text> NAME = Field.required("name", Kind.text(), "Unique in the tenancy.");
    private static final Field<Text> ID = Fields.id();
    private static final Field<Text> DESCRIPTION = Fields.description();
    private static final Field<Text> EMAIL = Field.optional("email", Kind.text(), "The user's address.");
    private static final Field<Boolean> BLOCKED =
            Field.optional("blocked", new Kind.Flag(), "true: none of the user's credentials is good.");
    private static final Field<Capabilities> CAPABILITIES = Field.optional(
            "capabilities", Capabilities.SHAPE, "Which kinds of credentials the user may use; all, for a new one.");
    private static final Field<List<Text>> GROUPS = Field.optional(
            "groups",
            new Kind.ListOf<>(Kind.text("a group's name"), "a list of groups"),
            "The groups that the user is in, all of them; this is the only place for memberships.");
    private static final Field<List<SecretKey>> CUSTOMER_SECRET_KEYS = Field.optional(
            "customerSecretKeys",
            new Kind.ListOf<>(SecretKey.SHAPE, "a list of customer secret keys"),
            "The user's keys for the S3 API, all of them: two at most.");
    private static final Field<List<ApiKey>> API_KEYS = Field.optional(
            "apiKeys",
            new Kind.ListOf<>(ApiKey.SHAPE, "a list of API keys"),
            "The user's keys for OCI's own API, all of them: three at most.");

    static final Shape<DeclaredUser> SHAPE = Shape.named("a user", "Somebody who can sign requests.")
            .with(NAME, ID, DESCRIPTION, EMAIL)
            .with(DeclaredTags.fields())
            .with(BLOCKED, CAPABILITIES, GROUPS, CUSTOMER_SECRET_KEYS, API_KEYS)
            .refusing("authTokens", "auth tokens are for the Swift API, which is not served")
            .builtBy(values -> new DeclaredUser(
                    values.place(),
                    values.of(NAME),
                    values.optional(ID),
                    values.optional(DESCRIPTION),
                    values.optional(EMAIL),
                    DeclaredTags.of(values),
                    values.optional(BLOCKED),
                    values.optional(CAPABILITIES),
                    values.optional(GROUPS),
                    values.optional(CUSTOMER_SECRET_KEYS),
                    values.optional(API_KEYS)));
}
