// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.s3;

import dev.ostler.server.http.RequestHead;
import dev.ostler.server.operation.Finding;
import dev.ostler.sigv4.CredentialScope;
import dev.ostler.sigv4.SignatureMistake;
import dev.ostler.sigv4.SignatureMistake.PathSpelling;
import java.util.Locale;

/**
 * How a mistake in a signature is told to a person: its kind first, then what was signed and what came.
 *
 * @param what was signed: a request, a URL, the policy of a form
 */
record MistakeWording(LikelyHosts hosts, RequestHead head, Signed what) {
    private static final String S3_CLIENT = "sign with an SDK's S3 client, or a signer's settings for S3: ";

    enum Signed {
        REQUEST("The request"),
        URL("The URL"),
        FORM("The form's policy");

        private final String text;

        Signed(String text) {
            this.text = text;
        }
    }

    static Finding ofNone() {
        return new Finding("The signature matches the key as it is now", "send the request again");
    }

    Finding of(SignatureMistake mistake) {
        return switch (mistake) {
            case SignatureMistake.Host m -> host(m);
            case SignatureMistake.Method m ->
                finding(
                        "Method",
                        "was signed for " + m.signed() + " and sent as " + m.sent(),
                        "sign for the method that is sent: a URL is good for one (HEAD is not GET)");
            case SignatureMistake.Path m -> finding("Path", "was signed over its path " + m.signed(), fix(m.signed()));
            case SignatureMistake.Query m ->
                finding(
                        "Query",
                        "was signed over its query " + m.signed(),
                        S3_CLIENT + "names and values are encoded (a blank is %20), then sorted, each with its =");
            case SignatureMistake.QueryParameterAdded m ->
                finding(
                        "Query",
                        "was signed without the parameter " + m.name(),
                        "nothing may be added to a query after signing: sign the parameter too, or leave it out");
            case SignatureMistake.Payload m ->
                finding(
                        "Payload",
                        "was signed over the payload '" + m.signed() + "', x-amz-content-sha256 says '" + m.sent()
                                + "'",
                        what == Signed.URL
                                ? "end the canonical request of a presigned URL in UNSIGNED-PAYLOAD"
                                : "end the canonical request in what x-amz-content-sha256 says, to the letter");
            case SignatureMistake.Secret m ->
                finding(
                        "Secret",
                        "was signed with " + m.used(),
                        "look at how the client comes by its secret: a file's last line break, a shell's quotes, an"
                                + " editor; or eval \"$(./ostler env)\"");
            case SignatureMistake.Scope m -> scope(m.signed(), m.sent());
            case SignatureMistake.Date m ->
                finding(
                        "Clock",
                        "was signed with the time " + m.signed() + " of its Date, X-Amz-Date says " + m.sent(),
                        "sign with the time of X-Amz-Date; it counts where both are sent");
            case SignatureMistake.Header m -> header(m);
            case SignatureMistake.HeaderExtended m ->
                finding("Header", "was signed before something was added to its header " + m.name(), passOn(m.name()));
            case SignatureMistake.HeaderBlanks m ->
                finding(
                        "Header",
                        "was signed over its header " + m.name() + " with all its blanks",
                        "trim the values of headers, make one blank of several, join repeated headers by a comma alone");
            case SignatureMistake.HeaderOrder _ ->
                finding(
                        "Header",
                        "was signed over its headers in another order than SignedHeaders has",
                        "sort SignedHeaders as the canonical headers are sorted");
            case SignatureMistake.HeadersMissing m ->
                new Finding(
                        "Header. Signed and not received: " + String.join(", ", m.names())
                                + "; unless they were empty, that alone breaks the signature",
                        what == Signed.URL
                                ? "send them with the URL, as they were when it was signed; or do not sign them"
                                : "let no proxy or HTTP client remove them, or do not sign them");
            case SignatureMistake.Policy m ->
                finding(
                        "Policy",
                        "was signed as " + m.signed(),
                        "sign the base64 that the field policy has, without line breaks");
            case SignatureMistake.HostOrSecret m ->
                new Finding(
                        "Host or secret. No single likely mistake explains the signature: it is another secret, another"
                                + " Host, "
                                + (m.headers().isEmpty()
                                        ? ""
                                        : "another value of " + String.join(" or ", m.headers()) + ", ")
                                + "or more than one thing",
                        "eval \"$(./ostler env)\", and sign for the address that is called: endpoint_url="
                                + hosts.addressOf(head.header("host").orElse("")));
            case SignatureMistake.PolicyOrSecret _ ->
                new Finding(
                        "Policy or secret. The form's policy was changed after it was signed, or another secret was used",
                        "send the field policy as it was signed; eval \"$(./ostler env)\"");
        };
    }

    private Finding finding(String kind, String rest, String fix) {
        return new Finding(kind + ". " + what.text + " " + rest, fix);
    }

    private Finding host(SignatureMistake.Host host) {
        String signed = hosts.addressOf(host.signed());
        String sent = hosts.addressOf(host.sent());
        return what == Signed.URL
                ? finding(
                        "Host",
                        "was signed for " + signed + " and fetched as " + sent,
                        "sign with the address the reader uses: OSTLER_PUBLIC_URL or endpoint_url=" + sent)
                : finding(
                        "Host",
                        "was signed for " + signed + " and arrived as " + sent,
                        "let the proxy pass Host on (nginx: proxy_set_header Host $http_host), or sign for"
                                + " endpoint_url=" + sent);
    }

    private static String fix(PathSpelling spelling) {
        return switch (spelling) {
            case ENCODED_TWICE, NORMALISED -> S3_CLIENT + "paths are neither encoded twice nor normalised";
            case DECODED_ONCE -> "let no proxy encode the path again (nginx: proxy_pass without a path)";
            case WITHOUT_FIRST_SEGMENT -> "let no proxy put anything before the path; sign the path that arrives here";
            case NOT_ENCODED,
                    PLUS_FOR_BLANK,
                    SLASHES_ENCODED,
                    LOWER_CASE_ESCAPES,
                    RESERVED_KEPT,
                    OTHER_TRAILING_SLASH ->
                "sign the path to the letter as it is sent, or encoded by AWS's rule: all but A-Z a-z 0-9 - _ . ~ and /";
        };
    }

    private Finding scope(CredentialScope signed, CredentialScope sent) {
        String part = "day";
        String fix = "the day of the scope is UTC's";
        if (!signed.region().equals(sent.region())) {
            part = "region";
            fix = "sign with the region that the credential names: AWS_DEFAULT_REGION=" + sent.region();
        } else if (!signed.service().equals(sent.service())) {
            part = "service";
            fix = "sign for the service " + sent.service();
        }
        return finding(
                part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1),
                "was signed for the " + part + " of " + signed + ", its credential says " + sent,
                fix);
    }

    private Finding header(SignatureMistake.Header header) {
        String name = header.name();
        if (header.signed().isEmpty()) {
            return finding("Header", "was signed before it had a value in the header " + name, passOn(name));
        }
        return finding(
                "Header",
                "was signed with " + name + ": " + header.signed() + ", "
                        + head.header(name)
                                .map(value -> "and came with " + value)
                                .orElse("which did not come"),
                passOn(name));
    }

    private String passOn(String name) {
        return what == Signed.URL
                ? "send " + name + " with the URL as it was when it was signed; or do not sign it"
                : "let no proxy or HTTP client change " + name + ", or do not sign it";
    }
}
