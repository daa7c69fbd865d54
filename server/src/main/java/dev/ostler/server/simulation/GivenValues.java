// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.simulation;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.decision.Cidr;
import dev.ostler.iam.decision.UtcTime;
import dev.ostler.iam.decision.Variable;
import dev.ostler.iam.decision.Variable.Plain;
import dev.ostler.iam.decision.Variable.Tag;
import dev.ostler.iam.decision.Variables.Value;
import dev.ostler.server.operation.Circumstances;
import dev.ostler.server.operation.Nearest;
import dev.ostler.server.operation.Regions;
import dev.ostler.server.operation.Vcns;
import dev.ostler.server.simulation.Supposition.Part;
import dev.ostler.server.simulation.Supposition.Wrong;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the values that somebody gave to variables, and makes the circumstances of a request of them. */
final class GivenValues {
    private static final Set<String> DAYS =
            Set.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    /** What follows from the other parts of a supposition: a second word on it could contradict them. */
    private static final Map<Variable, String> FOLLOWS = Map.ofEntries(
            Map.entry(Plain.REQUEST_PERMISSION, "the decision tries each permission that is needed"),
            Map.entry(Plain.REQUEST_OPERATION, "it is the operation"),
            Map.entry(Plain.REQUEST_USER_ID, "it is the user's"),
            Map.entry(Plain.REQUEST_USER_NAME, "it is the user's"),
            Map.entry(Plain.REQUEST_GROUPS_ID, "they are the user's"),
            Map.entry(Plain.REQUEST_SERVICE_NAME, "it is the service's"),
            Map.entry(Plain.TARGET_BUCKET_NAME, "it is the bucket's"),
            Map.entry(Plain.TARGET_OBJECT_NAME, "it is the object's"),
            Map.entry(Plain.TARGET_COMPARTMENT_ID, "it is the bucket's compartment"),
            Map.entry(Plain.TARGET_COMPARTMENT_NAME, "it is the bucket's compartment"));

    private final Catalogue catalogue;
    private final String nativeOperation;
    private final List<Wrong> wrongs;
    private final Map<Variable, Optional<Value>> values = new HashMap<>();
    private Optional<Instant> at = Optional.empty();
    private Optional<InetAddress> address = Optional.empty();
    private Optional<String> vcnId = Optional.empty();

    private GivenValues(Catalogue catalogue, String nativeOperation, List<Wrong> wrongs) {
        this.catalogue = catalogue;
        this.nativeOperation = nativeOperation;
        this.wrongs = wrongs;
    }

    /** Whatever cannot stand is added to {@code wrongs} and left out. */
    static GivenValues read(
            Map<String, List<String>> given, Catalogue catalogue, String nativeOperation, List<Wrong> wrongs) {
        GivenValues read = new GivenValues(catalogue, nativeOperation, wrongs);
        given.forEach(read::add);
        return read;
    }

    /** {@code usual}, but for what is given. Network sources follow from the address, parts of the time from the time. */
    Circumstances over(Circumstances usual) {
        Optional<InetAddress> from = address.or(usual::address);
        Vcns vcns = vcnId.map(id -> vcnOf(id, from)).orElse(usual.vcns());
        return new Circumstances(at.orElse(usual.at()), usual.region(), from, vcns, Map.copyOf(values));
    }

    /** One in which the address is, so that network sources see it there. */
    private static Vcns vcnOf(String id, Optional<InetAddress> address) {
        Map<String, List<Cidr>> ranges = new LinkedHashMap<>();
        address.flatMap(it -> Cidr.parse(it.getHostAddress())).ifPresent(range -> ranges.put(id, List.of(range)));
        return new Vcns(ranges);
    }

    private void add(String name, List<String> texts) {
        Variable variable = Variable.of(name);
        @Nullable String follows = FOLLOWS.get(variable);
        if (variable instanceof Variable.Unknown) {
            wrong(name, "unknown variable '" + name + "'" + nearest(name));
        } else if (follows != null) {
            wrong(name, variable.text() + " cannot be given: " + follows);
        } else {
            catalogue
                    .whyNotCarried(nativeOperation, variable.text())
                    .ifPresentOrElse(
                            why -> wrong(
                                    name,
                                    nativeOperation + " does not carry " + variable.text() + ": " + why
                                            + "; leave it out"),
                            () -> add(name, variable, texts));
        }
    }

    private void wrong(String name, String message) {
        wrongs.add(new Wrong(Part.GIVEN, name, message));
    }

    private static String nearest(String name) {
        List<String> known = Stream.concat(
                        Arrays.stream(Plain.values()).map(Plain::text),
                        Arrays.stream(Tag.Holder.values()).map(holder -> holder.prefix() + "NAMESPACE.KEY"))
                .toList();
        return Nearest.to(name, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("; see the variables in docs/policies.md");
    }

    private void add(String name, Variable variable, List<String> texts) {
        boolean severalValues = variable == Plain.REQUEST_NETWORK_SOURCE_NAME
                || (variable instanceof Tag tag && tag.holder() == Tag.Holder.PRINCIPAL_GROUP);
        if (texts.size() > 1 && !severalValues) {
            wrong(name, variable.text() + " has one value, not " + texts.size());
        } else if (severalValues) {
            values.put(variable, texts.isEmpty() ? Optional.empty() : Optional.of(new Value.Texts(texts)));
        } else if (texts.isEmpty()) {
            values.put(variable, Optional.empty());
        } else {
            add(variable, texts.getFirst())
                    .ifPresent(expected ->
                            wrong(name, variable.text() + " is " + expected + ", not '" + texts.getFirst() + "'"));
        }
    }

    /** Says what would be expected when the text cannot be the variable's value. */
    private Optional<String> add(Variable variable, String text) {
        if (!(variable instanceof Plain plain)) {
            values.put(variable, Optional.of(new Value.Text(text)));
            return Optional.empty();
        }
        String value = text;
        switch (plain) {
            case REQUEST_UTC_TIMESTAMP -> {
                long millis = UtcTime.epochMillis(text);
                if (millis == UtcTime.NONE) {
                    return Optional.of("a time in UTC like 2026-03-02T09:00:00Z");
                }
                at = Optional.of(Instant.ofEpochMilli(millis));
                return Optional.empty();
            }
            case REQUEST_IPV4_IPADDRESS -> {
                try {
                    address = Optional.of(InetAddress.ofLiteral(text));
                    return Optional.empty();
                } catch (IllegalArgumentException e) {
                    return Optional.of("an address like 192.0.2.1");
                }
            }
            case REQUEST_VCN_ID -> vcnId = Optional.of(text);
            case REQUEST_REGION -> value = Regions.keyOf(text);
            case REQUEST_MONTH_OF_YEAR -> {
                if (!isNumber(text, 12)) {
                    return Optional.of("a number from 1 to 12");
                }
            }
            case REQUEST_DAY_OF_MONTH -> {
                if (!isNumber(text, 31)) {
                    return Optional.of("a number from 1 to 31");
                }
            }
            case REQUEST_DAY_OF_WEEK -> {
                if (!DAYS.contains(text.toLowerCase(Locale.ROOT))) {
                    return Optional.of("a day like Monday");
                }
            }
            case REQUEST_TIME_OF_DAY -> {
                if (UtcTime.epochMillis("2000-01-01T" + text) == UtcTime.NONE) {
                    return Optional.of("a time in UTC like 17:00:00Z");
                }
            }
            case REQUEST_USER_MFA_TOTP_VERIFIED -> {
                if (!text.equals("true") && !text.equals("false")) {
                    return Optional.of("true or false");
                }
            }
            default -> {}
        }
        values.put(plain, Optional.of(new Value.Text(value)));
        return Optional.empty();
    }

    private static boolean isNumber(String text, int max) {
        return text.matches("[1-9][0-9]?") && Integer.parseInt(text) <= max;
    }
}
