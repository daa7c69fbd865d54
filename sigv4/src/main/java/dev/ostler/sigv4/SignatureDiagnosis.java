// SPDX-License-Identifier: Apache-2.0
package dev.ostler.sigv4;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the mistake that broke a signature: undoes each of eight likely kinds in turn, and looks whether the signature
 * fits then. Only ever one at a time: of two mistakes at once it says that it does not know.
 *
 * <p>Hashes a request's head up to some hundred times. Meant for somebody who asks, not for each request.
 */
public final class SignatureDiagnosis {
    /** How often one kind of mistake is tried to be undone. */
    static final int MAX_GUESSES_OF_A_KIND = 64;

    private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");
    private static final List<String> PAYLOADS = List.of(
            Claim.UNSIGNED_PAYLOAD,
            Hashing.EMPTY_SHA256,
            Claim.STREAMING_SIGNED,
            Claim.STREAMING_UNSIGNED_TRAILER,
            Claim.STREAMING_SIGNED_TRAILER,
            "");
    private static final List<String> REGIONS = List.of("us-east-1", "", "auto");
    private static final List<String> SERVICES = List.of(CredentialScope.S3, "", "execute-api", "s3express", "iam");

    /** Headers that proxies and HTTP clients change or drop, with what is usually signed. */
    private static final Map<String, List<String>> USUALLY_SIGNED = usuallySigned();

    private final SignedParts sent;
    private final RequestView request;
    private final Claim claim;
    private final AccessKey key;
    private final Guesses guesses;

    /**
     * What may have been meant, as far as whoever asks knows.
     *
     * @param hosts with and without ports, as they would stand in Host
     */
    public record Guesses(List<String> hosts, List<String> regions) {
        public Guesses {
            hosts = List.copyOf(hosts);
            regions = List.copyOf(regions);
        }
    }

    /** A mistake, and the parts that were signed if it was made. */
    private record Suspect(SignatureMistake mistake, SignedParts signed) {}

    private static Map<String, List<String>> usuallySigned() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put(
                "accept-encoding",
                List.of(
                        "identity",
                        "gzip",
                        "gzip, deflate",
                        "gzip,deflate",
                        "gzip, deflate, br",
                        "deflate, gzip",
                        "*"));
        values.put(
                "content-type",
                List.of(
                        "application/octet-stream",
                        "binary/octet-stream",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data",
                        "text/plain",
                        "text/plain; charset=utf-8",
                        "text/plain;charset=UTF-8",
                        "text/html",
                        "text/html; charset=utf-8",
                        "text/css",
                        "text/csv",
                        "text/javascript",
                        "application/xml",
                        "application/json",
                        "application/pdf",
                        "application/zip",
                        "application/gzip",
                        "application/x-gzip",
                        "image/jpeg",
                        "image/jpg",
                        "image/png",
                        "image/gif",
                        "image/webp",
                        "image/svg+xml",
                        "audio/mpeg",
                        "video/mp4",
                        "video/quicktime"));
        values.put("content-length", List.of("0"));
        values.put("expect", List.of("100-continue"));
        values.put("connection", List.of("keep-alive", "Keep-Alive", "close", "Upgrade"));
        values.put("transfer-encoding", List.of("chunked"));
        values.put("te", List.of("trailers"));
        values.put("accept", List.of("*/*"));
        values.put("content-encoding", List.of("aws-chunked", "gzip", "aws-chunked,gzip", "gzip,aws-chunked"));
        values.put("cache-control", List.of("no-cache", "max-age=0"));
        values.put("pragma", List.of("no-cache"));
        return values;
    }

    private SignatureDiagnosis(RequestView request, Claim claim, AccessKey key, Guesses guesses)
            throws SignatureRefusedException {
        this.sent = SignedParts.of(request, claim, key.secret());
        this.request = request;
        this.claim = claim;
        this.key = key;
        this.guesses = guesses;
    }

    /** Empty when nothing is wrong with the signature. Throws Malformed for a request that cannot be decoded. */
    public static Optional<SignatureMistake> of(RequestView request, Claim claim, AccessKey key, Guesses guesses)
            throws SignatureRefusedException {
        var diagnosis = new SignatureDiagnosis(request, claim, key, guesses);
        return diagnosis.sent.fit(claim.signature()) ? Optional.empty() : Optional.of(diagnosis.mistake());
    }

    /** Of a form, whose policy is all that is signed. */
    public static Optional<SignatureMistake> of(PolicyClaim claim, AccessKey key, Guesses guesses) {
        if (isPolicySigned(claim, key.secret(), claim.scope(), claim.policy())) {
            return Optional.empty();
        }
        Stream<SignatureMistake> secrets = Misspelling.secrets(key)
                .filter(secret -> isPolicySigned(claim, secret.text(), claim.scope(), claim.policy()))
                .map(secret -> new SignatureMistake.Secret(secret.how()));
        Stream<SignatureMistake> scopes = otherScopes(claim.scope(), guesses)
                .filter(scope -> isPolicySigned(claim, key.secret(), scope, claim.policy()))
                .map(scope -> new SignatureMistake.Scope(scope, claim.scope()));
        Stream<SignatureMistake> policies = Misspelling.policies(claim.policy())
                .filter(policy -> isPolicySigned(claim, key.secret(), claim.scope(), policy.text()))
                .map(policy -> new SignatureMistake.Policy(policy.how()));
        return Optional.of(Stream.of(secrets, scopes, policies)
                .flatMap(Function.identity())
                .findFirst()
                .orElseGet(SignatureMistake.PolicyOrSecret::new));
    }

    private static boolean isPolicySigned(PolicyClaim claim, String secret, CredentialScope scope, String policy) {
        return Hashing.sameText(SigningKey.derive(secret, scope).sign(policy), claim.signature());
    }

    private SignatureMistake mistake() throws SignatureRefusedException {
        return Stream.of(hosts(), secrets(), scopes(), methods(), paths(), queries(), payloads(), headers())
                .flatMap(kind -> kind.limit(MAX_GUESSES_OF_A_KIND))
                .filter(suspect -> suspect.signed().fit(claim.signature()))
                .map(Suspect::mistake)
                .findFirst()
                .orElseGet(this::unknown);
    }

    private SignatureMistake unknown() {
        List<String> missing = claim.signedHeaders().stream()
                .filter(name -> request.headers(name).isEmpty())
                .toList();
        List<String> changeable = claim.signedHeaders().stream()
                .filter(name -> claim.isPresigned() ? !name.equals("host") : USUALLY_SIGNED.containsKey(name))
                .toList();
        return missing.isEmpty()
                ? new SignatureMistake.HostOrSecret(changeable)
                : new SignatureMistake.HeadersMissing(missing);
    }

    private Stream<Suspect> hosts() {
        String host = sent.headers().getOrDefault("host", "");
        int colon = host.lastIndexOf(':');
        String name = colon > host.indexOf(']') ? host.substring(0, colon) : host;
        Stream<String> usual = Stream.of(name, name + ":80", name + ":443", host.toLowerCase(Locale.ROOT), "");
        return Stream.concat(guesses.hosts().stream(), usual)
                .distinct()
                .filter(other -> !other.equals(host))
                .map(other -> new Suspect(new SignatureMistake.Host(other, host), sent.withHeader("host", other)));
    }

    private Stream<Suspect> secrets() {
        return Misspelling.secrets(key)
                .map(secret -> new Suspect(new SignatureMistake.Secret(secret.how()), sent.withSecret(secret.text())));
    }

    private Stream<Suspect> scopes() {
        Stream<Suspect> scopes = otherScopes(claim.scope(), guesses).flatMap(scope -> {
            var mistake = new SignatureMistake.Scope(scope, claim.scope());
            return Stream.of(
                    new Suspect(mistake, sent.withScopes(scope, scope)),
                    new Suspect(mistake, sent.withScopes(scope, claim.scope())),
                    new Suspect(mistake, sent.withScopes(claim.scope(), scope)));
        });
        Stream<Suspect> dates = request.headers("date").stream()
                .flatMap(date -> AmzDate.parseHttpDate(date.strip()).stream())
                .map(AmzDate::format)
                .filter(date -> !date.equals(claim.amzDate()))
                .map(date -> new Suspect(new SignatureMistake.Date(date, claim.amzDate()), sent.withAmzDate(date)));
        return Stream.concat(dates, scopes);
    }

    /** One part of the scope is another: the region, the service, or the day where the client is. */
    private static Stream<CredentialScope> otherScopes(CredentialScope scope, Guesses guesses) {
        Stream<CredentialScope> regions = Stream.concat(guesses.regions().stream(), REGIONS.stream())
                .map(region -> new CredentialScope(scope.date(), region, scope.service()));
        Stream<CredentialScope> days =
                otherDays(scope.date()).map(day -> new CredentialScope(day, scope.region(), scope.service()));
        Stream<CredentialScope> services =
                SERVICES.stream().map(service -> new CredentialScope(scope.date(), scope.region(), service));
        return Stream.of(regions, days, services)
                .flatMap(Function.identity())
                .distinct()
                .filter(other -> !other.equals(scope));
    }

    private static Stream<String> otherDays(String date) {
        try {
            LocalDate day = LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE);
            return Stream.of(day.minusDays(1), day.plusDays(1)).map(DateTimeFormatter.BASIC_ISO_DATE::format);
        } catch (DateTimeParseException e) {
            return Stream.empty();
        }
    }

    private Stream<Suspect> methods() {
        return METHODS.stream()
                .filter(other -> !other.equals(sent.method()))
                .map(other -> new Suspect(new SignatureMistake.Method(other, sent.method()), sent.withMethod(other)));
    }

    private Stream<Suspect> paths() throws SignatureRefusedException {
        return Misspelling.paths(request.rawPath())
                .map(path -> new Suspect(new SignatureMistake.Path(path.how()), sent.withPath(path.text())));
    }

    private Stream<Suspect> queries() throws SignatureRefusedException {
        Stream<Suspect> spellings = Misspelling.queries(request.rawQuery())
                .map(query -> new Suspect(new SignatureMistake.Query(query.how()), sent.withQuery(query.text())));
        return Stream.concat(parametersAdded(), spellings);
    }

    private Stream<Suspect> parametersAdded() throws SignatureRefusedException {
        List<Suspect> suspects = new ArrayList<>();
        List<String> raw = Misspelling.rawParameters(request.rawQuery());
        for (int i = 0; i < raw.size() && suspects.size() < MAX_GUESSES_OF_A_KIND / 2; i++) {
            String name =
                    QueryParameters.parse(raw.get(i)).parameters().getFirst().name();
            if (!name.toLowerCase(Locale.ROOT).startsWith("x-amz-")) {
                List<String> others = new ArrayList<>(raw);
                others.remove(i);
                suspects.add(new Suspect(
                        new SignatureMistake.QueryParameterAdded(name),
                        sent.withQuery(CanonicalRequest.query(String.join("&", others)))));
            }
        }
        return suspects.stream();
    }

    /** The last line alone was another, or the header with it. */
    private Stream<Suspect> payloads() {
        return Stream.concat(
                        PAYLOADS.stream(),
                        Stream.of(
                                sent.payload().toLowerCase(Locale.ROOT),
                                sent.payload().toUpperCase(Locale.ROOT)))
                .distinct()
                .filter(other -> !other.equals(sent.payload()))
                .flatMap(other -> {
                    var mistake = new SignatureMistake.Payload(other, sent.payload());
                    SignedParts lastLine = sent.withPayload(other);
                    return sent.headers().containsKey(Claims.CONTENT_SHA256)
                            ? Stream.of(
                                    new Suspect(mistake, lastLine),
                                    new Suspect(mistake, lastLine.withHeader(Claims.CONTENT_SHA256, other)))
                            : Stream.of(new Suspect(mistake, lastLine));
                });
    }

    private Stream<Suspect> headers() {
        List<String> names = sent.headers().keySet().stream()
                .filter(name -> !name.equals("host"))
                .toList();
        Stream<Suspect> usual = names.stream()
                .flatMap(name -> USUALLY_SIGNED.getOrDefault(name, List.of()).stream()
                        .flatMap(value -> otherValue(name, value)));
        Stream<Suspect> blanks = names.stream().flatMap(this::otherBlanks);
        Stream<Suspect> additions = names.stream().flatMap(this::additions);
        Stream<Suspect> order = Stream.of(
                new Suspect(new SignatureMistake.HeaderOrder(), sent.withHeaders(new TreeMap<>(sent.headers()))));
        return Stream.of(order, usual, blanks, additions).flatMap(Function.identity());
    }

    private Stream<Suspect> otherValue(String name, String value) {
        return value.equals(sent.headers().get(name))
                ? Stream.empty()
                : Stream.of(new Suspect(new SignatureMistake.Header(name, value), sent.withHeader(name, value)));
    }

    private Stream<Suspect> otherBlanks(String name) {
        List<String> values = request.headers(name);
        return Stream.of(
                        String.join(",", values),
                        String.join(", ", values),
                        String.join(",", values).strip())
                .distinct()
                .filter(value -> !value.equals(sent.headers().get(name)))
                .map(value -> new Suspect(new SignatureMistake.HeaderBlanks(name), sent.withHeader(name, value)));
    }

    /** Something on the way added the header, a parameter to it, or itself at the end of its list. */
    private Stream<Suspect> additions(String name) {
        String value = sent.headers().getOrDefault(name, "");
        Stream<Suspect> shorter = Stream.of(value.indexOf(';'), value.lastIndexOf(','))
                .filter(end -> end >= 0)
                .map(end -> new Suspect(
                        new SignatureMistake.HeaderExtended(name),
                        sent.withHeader(name, value.substring(0, end).strip())));
        return Stream.concat(otherValue(name, ""), shorter);
    }
}
