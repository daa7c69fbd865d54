// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.form;

import dev.ostler.server.problem.Problem;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header of the form {@code value; name=token; name="quoted"}.
 *
 * <p>Source: RFC 9110, 5.6.6. A backslash escapes a quote or a backslash only: browsers send the ones of
 * {@code C:\path\file} as they are (WHATWG HTML, "multipart/form-data").
 */
record HeaderParameters(String value, Map<String, String> parameters) {
    /** Throws MalformedForm for what cannot be read, and for a name that stands twice. */
    static HeaderParameters parse(String header) {
        return new Parser(header).parse();
    }

    Optional<String> parameter(String lowerCaseName) {
        return Optional.ofNullable(parameters.get(lowerCaseName));
    }

    private static final class Parser {
        private final String header;
        private int at;

        Parser(String header) {
            this.header = header;
        }

        HeaderParameters parse() {
            String value = upTo(";").strip();
            Map<String, String> parameters = new HashMap<>();
            while (at < header.length()) {
                at++;
                String name = upTo("=;").strip().toLowerCase(Locale.ROOT);
                if (name.isEmpty() && (at == header.length() || header.charAt(at) == ';')) {
                    continue;
                }
                if (name.isEmpty() || at == header.length() || header.charAt(at) != '=') {
                    throw malformed();
                }
                at++;
                boolean quoted = at < header.length() && header.charAt(at) == '"';
                if (parameters.put(name, quoted ? quoted() : upTo(";").strip()) != null) {
                    throw malformed();
                }
            }
            return new HeaderParameters(value, parameters);
        }

        /** Leaves the position on the separator, or at the end. */
        private String upTo(String separators) {
            int start = at;
            while (at < header.length() && separators.indexOf(header.charAt(at)) < 0) {
                at++;
            }
            return header.substring(start, at);
        }

        private String quoted() {
            StringBuilder text = new StringBuilder();
            at++;
            while (at < header.length() && header.charAt(at) != '"') {
                if (header.charAt(at) == '\\' && at + 1 < header.length() && isEscapable(header.charAt(at + 1))) {
                    at++;
                }
                text.append(header.charAt(at++));
            }
            if (at == header.length()) {
                throw malformed();
            }
            at++;
            if (!upTo(";").isBlank()) {
                throw malformed();
            }
            return text.toString();
        }

        private static boolean isEscapable(char c) {
            return c == '"' || c == '\\';
        }

        private RuntimeException malformed() {
            return new Problem.MalformedForm("a header cannot be read at its character " + (at + 1)).thrown();
        }
    }
}
