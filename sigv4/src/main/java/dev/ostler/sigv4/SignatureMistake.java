// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.util.List;

/**
 * What was done wrong when a request was signed, or to the request afterwards; found by {@link SignatureDiagnosis}. Holds
 * neither a secret nor a signature.
 */
public sealed interface SignatureMistake {
    /** Signed for one Host, sent with another. */
    record Host(String signed, String sent) implements SignatureMistake {}

    record Method(String signed, String sent) implements SignatureMistake {}

    record Path(PathSpelling signed) implements SignatureMistake {}

    record Query(QuerySpelling signed) implements SignatureMistake {}

    /** A parameter that was not there when the request was signed. */
    record QueryParameterAdded(String name) implements SignatureMistake {}

    /** The canonical request ended in another word or hash than {@code x-amz-content-sha256} has. */
    record Payload(String signed, String sent) implements SignatureMistake {}

    /** The right secret, not as it is. */
    record Secret(SecretSpelling used) implements SignatureMistake {}

    /** The key was derived for, or the string to sign names, another scope than the credential. */
    record Scope(CredentialScope signed, CredentialScope sent) implements SignatureMistake {}

    /** Signed with another time than {@code X-Amz-Date}: with the one in Date. */
    record Date(String signed, String sent) implements SignatureMistake {}

    /** A header's value was another one, as clients usually send it; empty when it was not there at all. */
    record Header(String name, String signed) implements SignatureMistake {}

    /** Something was added to a header's value: a parameter, or one more element of its list. */
    record HeaderExtended(String name) implements SignatureMistake {}

    /** A header's value is the signed one, but was not trimmed, or its blanks not collapsed. */
    record HeaderBlanks(String name) implements SignatureMistake {}

    /** The headers were signed in another order than SignedHeaders has. */
    record HeaderOrder() implements SignatureMistake {}

    /** Headers that are signed did not arrive. That alone breaks a signature, unless they were empty. */
    record HeadersMissing(List<String> names) implements SignatureMistake {}

    /** The policy of a form was signed in another spelling than the base64 that was sent. */
    record Policy(PolicySpelling signed) implements SignatureMistake {}

    /**
     * None of the likely mistakes explains it: an unlikely Host, another secret, or more than one mistake.
     *
     * @param headers signed ones that are likely to have changed, should it be neither
     */
    record HostOrSecret(List<String> headers) implements SignatureMistake {}

    /** The same of a form, which is signed without a Host: its policy was changed, or another secret was used. */
    record PolicyOrSecret() implements SignatureMistake {}

    /** How a path can be written down wrongly. */
    enum PathSpelling {
        ENCODED_TWICE("encoded twice"),
        NOT_ENCODED("not encoded"),
        NORMALISED("with . and .. and double slashes resolved"),
        PLUS_FOR_BLANK("with + for blanks"),
        SLASHES_ENCODED("with the key's slashes encoded"),
        LOWER_CASE_ESCAPES("with escapes in lower case"),
        RESERVED_KEPT("with some reserved characters left as they are"),
        OTHER_TRAILING_SLASH("with another trailing slash"),
        DECODED_ONCE("before it was encoded a second time on its way"),
        WITHOUT_FIRST_SEGMENT("without its first segment");

        private final String text;

        PathSpelling(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How a query can be written down wrongly. */
    enum QuerySpelling {
        AS_SENT("as it was sent, neither encoded anew nor sorted"),
        NOT_SORTED("not sorted"),
        NOT_ENCODED("not encoded"),
        PLUS_FOR_BLANK("with + for blanks"),
        PLUS_KEPT("with a + that means a blank signed as a plus"),
        WITHOUT_EQUALS("without the = of parameters that have no value"),
        SLASHES_KEPT("with slashes not encoded"),
        LOWER_CASE_ESCAPES("with escapes in lower case"),
        LEFT_OUT("left out");

        private final String text;

        QuerySpelling(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How a secret can be copied wrongly. */
    enum SecretSpelling {
        BLANK_AFTER("the secret and a blank or line break behind it"),
        BLANK_BEFORE("the secret and a blank or line break before it"),
        QUOTED("the secret in quotes"),
        WITHOUT_PADDING("the secret without the = at its end"),
        PERCENT_ENCODED("the secret percent-encoded"),
        PLUS_LOST("the secret with blanks for its plus signs"),
        KEY_ID("the key id in place of the secret"),
        EMPTY("an empty secret");

        private final String text;

        SecretSpelling(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** How a form's policy can be signed wrongly. */
    enum PolicySpelling {
        DECODED("the JSON itself, not its base64"),
        WITH_LINE_BREAKS("base64 with line breaks"),
        WITHOUT_PADDING("base64 without the = at its end"),
        ENCODED_TWICE("the base64 of its base64");

        private final String text;

        PolicySpelling(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
