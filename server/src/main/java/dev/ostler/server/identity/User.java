// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.identity;

import dev.ostler.storage.Table;
import dev.ostler.storage.ValueReader;
import dev.ostler.storage.ValueWriter;
import java.util.EnumSet;
import java.util.Set;

/**
 * Somebody who can sign requests.
 *
 * @param blocked after too many failed sign-ins, or by an administrator: none of their credentials is good then
 * @param capabilities which kinds of credentials they may have and use
 */
public record User(
        String id,
        String tenancyId,
        String name,
        String email,
        boolean blocked,
        Set<Capability> capabilities,
        Details details)
        implements Row {
    public User {
        capabilities = Set.copyOf(capabilities);
    }

    /** Source: Identity API, model UserCapabilities. */
    public enum Capability {
        CONSOLE_PASSWORD("canUseConsolePassword", 1),
        API_KEYS("canUseApiKeys", 1 << 1),
        AUTH_TOKENS("canUseAuthTokens", 1 << 2),
        SMTP_CREDENTIALS("canUseSmtpCredentials", 1 << 3),
        DB_CREDENTIALS("canUseDbCredentials", 1 << 4),
        CUSTOMER_SECRET_KEYS("canUseCustomerSecretKeys", 1 << 5),
        OAUTH2_CLIENT_CREDENTIALS("canUseOAuth2ClientCredentials", 1 << 6);

        /** In rows. Never change one, never reuse one. */
        private final int bit;

        private final String inAnswers;

        Capability(String inAnswers, int bit) {
            this.inAnswers = inAnswers;
            this.bit = bit;
        }

        /** As the model calls it: {@code canUseApiKeys}. */
        public String inAnswers() {
            return inAnswers;
        }
    }

    /** Whether credentials of this kind are good. */
    public boolean canUse(Capability capability) {
        return !blocked && capabilities.contains(capability);
    }

    User withDetails(Details other, String newEmail) {
        return new User(id, tenancyId, name, newEmail, blocked, capabilities, other);
    }

    User withCapabilities(Set<Capability> others) {
        return new User(id, tenancyId, name, email, blocked, others, details);
    }

    User withBlocked(boolean isBlocked) {
        return new User(id, tenancyId, name, email, isBlocked, capabilities, details);
    }

    @Override
    public String ownerId() {
        return tenancyId;
    }

    @Override
    public String label() {
        return Rules.folded(name);
    }

    static final Table.ValueCodec<User> VALUES = new Table.ValueCodec<>() {
        @Override
        public void write(User row, ValueWriter out) {
            out.version(1)
                    .text(row.id)
                    .text(row.tenancyId)
                    .text(row.name)
                    .text(row.email)
                    .bool(row.blocked)
                    .number(row.capabilities.stream()
                            .mapToInt(capability -> capability.bit)
                            .sum());
            row.details.write(out);
        }

        @Override
        public User read(ValueReader in) {
            in.version(1);
            return new User(
                    in.text(), in.text(), in.text(), in.text(), in.bool(), capabilities(in.number()), Details.read(in));
        }

        private Set<Capability> capabilities(long bits) {
            Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
            for (Capability capability : Capability.values()) {
                if ((bits & capability.bit) != 0) {
                    capabilities.add(capability);
                }
            }
            return capabilities;
        }
    };
}
