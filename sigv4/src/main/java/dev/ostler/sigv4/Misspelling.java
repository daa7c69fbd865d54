// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import dev.ostler.sigv4.SignatureMistake.PathSpelling;
import dev.ostler.sigv4.SignatureMistake.PolicySpelling;
import dev.ostler.sigv4.SignatureMistake.QuerySpelling;
import dev.ostler.sigv4.SignatureMistake.SecretSpelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text as somebody writes it down who gets it wrong.
 *
 * @param <S> in which way
 */
record Misspelling<S>(S how, String text) {
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

    /** Reserved characters that encoders of other rules leave: JavaScript's two, RFC 3986's, Java's forms. */
    private static final List<String> KEPT_BY_OTHERS =
            List.of("!'()*", "!'()*;:@&=+$,", ":@!$&'()*+,;=", ":", "+", "@");

    /** In turn: what an editor, a shell or a file leaves at the end of a line. */
    private static final List<String> BLANKS = List.of("\n", "\r\n", " ", "\r", "\t", "\n\n", "  ", " \n");

    static Stream<Misspelling<SecretSpelling>> secrets(AccessKey key) {
        String secret = key.secret();
        List<Misspelling<SecretSpelling>> wrong = new ArrayList<>();
        BLANKS.forEach(blank -> wrong.add(new Misspelling<>(SecretSpelling.BLANK_AFTER, secret + blank)));
        BLANKS.forEach(blank -> wrong.add(new Misspelling<>(SecretSpelling.BLANK_BEFORE, blank + secret)));
        wrong.add(new Misspelling<>(SecretSpelling.BLANK_AFTER, " " + secret + " "));
        wrong.add(new Misspelling<>(SecretSpelling.QUOTED, '"' + secret + '"'));
        wrong.add(new Misspelling<>(SecretSpelling.QUOTED, "'" + secret + "'"));
        wrong.add(new Misspelling<>(SecretSpelling.WITHOUT_PADDING, withoutPadding(secret)));
        wrong.add(new Misspelling<>(SecretSpelling.PERCENT_ENCODED, Encoding.encoded(secret, false)));
        wrong.add(new Misspelling<>(SecretSpelling.PERCENT_ENCODED, Encoding.encoded(secret, true)));
        wrong.add(new Misspelling<>(SecretSpelling.PLUS_LOST, secret.replace('+', ' ')));
        wrong.add(new Misspelling<>(SecretSpelling.KEY_ID, key.id()));
        wrong.add(new Misspelling<>(SecretSpelling.EMPTY, ""));
        return others(secret, wrong);
    }

    /** What is signed of a form is one text, the policy as it was sent. */
    static Stream<Misspelling<PolicySpelling>> policies(String base64) {
        List<Misspelling<PolicySpelling>> wrong = new ArrayList<>();
        try {
            byte[] json = Base64.getMimeDecoder().decode(base64);
            wrong.add(new Misspelling<>(PolicySpelling.DECODED, Hashing.latin1(json)));
            for (int width : new int[] {60, 64, 76}) {
                for (String lineBreak : List.of("\n", "\r\n")) {
                    String broken = Hashing.latin1(Base64.getMimeEncoder(width, Hashing.bytes(lineBreak))
                            .encode(json));
                    wrong.add(new Misspelling<>(PolicySpelling.WITH_LINE_BREAKS, broken));
                    wrong.add(new Misspelling<>(PolicySpelling.WITH_LINE_BREAKS, broken + lineBreak));
                }
            }
        } catch (IllegalArgumentException e) {
            // No base64: then nothing was taken out of it.
        }
        wrong.add(new Misspelling<>(PolicySpelling.WITHOUT_PADDING, withoutPadding(base64)));
        wrong.add(new Misspelling<>(
                PolicySpelling.ENCODED_TWICE, Hashing.latin1(Base64.getEncoder().encode(Hashing.bytes(base64)))));
        return others(base64, wrong);
    }

    private static String withoutPadding(String base64) {
        int end = base64.length();
        while (end > 0 && base64.charAt(end - 1) == '=') {
            end--;
        }
        return base64.substring(0, end);
    }

    static Stream<Misspelling<PathSpelling>> paths(String rawPath) throws SignatureRefusedException {
        String decoded = Encoding.decode(rawPath, false);
        String encoded = Encoding.encoded(decoded, true);
        String encodedTwice = Encoding.encoded(encoded, true);
        List<Misspelling<PathSpelling>> wrong = new ArrayList<>();
        wrong.add(new Misspelling<>(PathSpelling.ENCODED_TWICE, encodedTwice));
        wrong.add(new Misspelling<>(PathSpelling.ENCODED_TWICE, Encoding.encoded(rawPath, true)));
        if (ESCAPE.matcher(decoded).find()) {
            wrong.add(new Misspelling<>(PathSpelling.DECODED_ONCE, decoded));
        }
        wrong.add(new Misspelling<>(PathSpelling.NOT_ENCODED, decoded));
        for (String path : List.of(encoded, rawPath)) {
            wrong.add(new Misspelling<>(PathSpelling.NORMALISED, withoutDots(withoutDoubleSlashes(path))));
            wrong.add(new Misspelling<>(PathSpelling.NORMALISED, withoutDoubleSlashes(path)));
            wrong.add(new Misspelling<>(PathSpelling.NORMALISED, withoutDots(path)));
            wrong.add(new Misspelling<>(PathSpelling.OTHER_TRAILING_SLASH, withOtherTrailingSlash(path)));
            wrong.add(new Misspelling<>(PathSpelling.WITHOUT_FIRST_SEGMENT, path.substring(nextSlash(path))));
            wrong.add(new Misspelling<>(PathSpelling.LOWER_CASE_ESCAPES, withLowerCaseEscapes(path)));
        }
        wrong.add(new Misspelling<>(PathSpelling.NORMALISED, withoutDots(withoutDoubleSlashes(encodedTwice))));
        wrong.add(new Misspelling<>(PathSpelling.PLUS_FOR_BLANK, encoded.replace("%20", "+")));
        wrong.add(
                new Misspelling<>(PathSpelling.PLUS_FOR_BLANK, Encoding.encoded(Encoding.decode(rawPath, true), true)));
        int key = nextSlash(encoded);
        wrong.add(new Misspelling<>(
                PathSpelling.SLASHES_ENCODED,
                encoded.substring(0, key)
                        + (key < encoded.length()
                                ? "/" + encoded.substring(key + 1).replace("/", "%2F")
                                : "")));
        KEPT_BY_OTHERS.forEach(
                kept -> wrong.add(new Misspelling<>(PathSpelling.RESERVED_KEPT, keeping(kept, encoded))));
        return others(rawPath, wrong);
    }

    /** Where the second segment begins, or the end. */
    private static int nextSlash(String path) {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.length() : slash;
    }

    private static String withOtherTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    }

    private static String withoutDoubleSlashes(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' || i == 0 || path.charAt(i - 1) != '/') {
                text.append(path.charAt(i));
            }
        }
        return text.toString();
    }

    /** Source: RFC 3986, 5.2.4. */
    private static String withoutDots(String path) {
        Deque<String> segments = new ArrayDeque<>();
        String[] all = path.substring(Math.min(1, path.length())).split("/", -1);
        for (int i = 0; i < all.length; i++) {
            boolean up = all[i].equals("..");
            if (up && !segments.isEmpty()) {
                segments.removeLast();
            }
            if (!up && !all[i].equals(".")) {
                segments.addLast(all[i]);
            } else if (i == all.length - 1) {
                segments.addLast("");
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String withLowerCaseEscapes(String encoded) {
        return ESCAPE.matcher(encoded).replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
    }

    private static String keeping(String kept, String encoded) {
        String text = encoded;
        for (int i = 0; i < kept.length(); i++) {
            text = text.replace(Encoding.encoded(kept.substring(i, i + 1), false), kept.substring(i, i + 1));
        }
        return text;
    }

    static Stream<Misspelling<QuerySpelling>> queries(String rawQuery) throws SignatureRefusedException {
        String right = CanonicalRequest.query(rawQuery);
        List<String> raw = rawParameters(rawQuery);
        List<QueryParameters.Parameter> parameters = new ArrayList<>();
        List<QueryParameters.Parameter> plusKept = new ArrayList<>();
        for (String parameter : raw) {
            parameters.addAll(QueryParameters.parse(parameter).parameters());
            plusKept.addAll(QueryParameters.parse(parameter.replace("+", "%2B")).parameters());
        }
        UnaryOperator<String> encode = text -> Encoding.encoded(text, false);
        List<Misspelling<QuerySpelling>> wrong = new ArrayList<>();
        wrong.add(new Misspelling<>(QuerySpelling.AS_SENT, String.join("&", raw)));
        wrong.add(new Misspelling<>(
                QuerySpelling.AS_SENT, String.join("&", raw.stream().sorted().toList())));
        wrong.add(new Misspelling<>(QuerySpelling.NOT_SORTED, joined(parameters, encode, false)));
        wrong.add(new Misspelling<>(QuerySpelling.NOT_ENCODED, joined(parameters, UnaryOperator.identity(), true)));
        wrong.add(new Misspelling<>(QuerySpelling.NOT_ENCODED, joined(parameters, UnaryOperator.identity(), false)));
        wrong.add(new Misspelling<>(QuerySpelling.PLUS_FOR_BLANK, right.replace("%20", "+")));
        wrong.add(new Misspelling<>(QuerySpelling.PLUS_KEPT, joined(plusKept, encode, true)));
        wrong.add(new Misspelling<>(QuerySpelling.WITHOUT_EQUALS, right.replaceAll("=(?=&|$)", "")));
        wrong.add(new Misspelling<>(QuerySpelling.SLASHES_KEPT, right.replace("%2F", "/")));
        wrong.add(new Misspelling<>(QuerySpelling.LOWER_CASE_ESCAPES, withLowerCaseEscapes(right)));
        wrong.add(new Misspelling<>(QuerySpelling.LEFT_OUT, ""));
        return others(right, wrong);
    }

    /** As sent, without the signature. */
    static List<String> rawParameters(String rawQuery) throws SignatureRefusedException {
        List<String> parameters = new ArrayList<>();
        for (String parameter : rawQuery.split("&", -1)) {
            if (!parameter.isEmpty() && !QueryParameters.parse(parameter).has(PresignedQuery.SIGNATURE)) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    private static String joined(
            List<QueryParameters.Parameter> parameters, UnaryOperator<String> encoded, boolean sorted) {
        Stream<QueryParameters.Parameter> written = parameters.stream()
                .map(parameter -> new QueryParameters.Parameter(
                        encoded.apply(parameter.name()), encoded.apply(parameter.value())));
        if (sorted) {
            written = written.sorted(Comparator.comparing(QueryParameters.Parameter::name)
                    .thenComparing(QueryParameters.Parameter::value));
        }
        return String.join(
                "&",
                written.map(parameter -> parameter.name() + "=" + parameter.value())
                        .toList());
    }

    /** Those that are spelled differently indeed. */
    private static <S> Stream<Misspelling<S>> others(String right, List<Misspelling<S>> spellings) {
        return spellings.stream().filter(spelling -> !spelling.text().equals(right));
    }
}
