// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;
import java.util.Optional;

/**
 * What somebody is to be allowed and denied.
 *
 * @param because what the denied ones are to be denied for
 */
public record DeclaredCase(
        Place place,
        Text name,
        DeclaredCaller as,
        Optional<Text> on,
        Optional<Boolean> objectExists,
        List<GivenVariable> given,
        List<Text> allowed,
        List<Text> denied,
        Optional<DeclaredReason> because) {
    /** A variable with its values; none for what the request is not to supply. */
    public record GivenVariable(Text name, List<Text> values) {}

    private static final Field<Text> SERVICE =
            Field.optional("service", Kind.text(), "One of the cloud's own services, by its name.");
    private static final Field<Text> DYNAMIC_GROUP =
            Field.optional("dynamicGroup", Kind.text("a dynamic group's name"), "Some resource in the dynamic group.");
    private static final Shape<DeclaredCaller> CALLER = Shape.named("a caller", "Who asks, where it is no user.")
            .with(SERVICE, DYNAMIC_GROUP)
            .alternative(SERVICE, List.of(), List.of())
            .alternative(DYNAMIC_GROUP, List.of(), List.of())
            .builtBy(values -> values.optional(SERVICE)
                    .<DeclaredCaller>map(DeclaredCaller.Service::new)
                    .orElseGet(() -> new DeclaredCaller.DynamicGroup(values.of(DYNAMIC_GROUP))));
    private static final Field<Text> NAME = Field.required("name", Kind.text(), "What the case is to prove.");
    private static final Field<DeclaredCaller> AS = Field.required(
            "as",
            new Kind.TextOr<>(DeclaredCaller.User::new, CALLER, "a user, a service or a dynamic group"),
            "Who asks: a user's name, anonymous, {service: NAME} or {dynamicGroup: NAME}.");
    private static final Field<Text> ON = Field.optional(
            "on",
            Kind.text("a bucket, or a bucket/object"),
            "What it is about; its compartment comes from the world. Left out where it is about neither.");
    private static final Field<Boolean> OBJECT_EXISTS = Field.optional(
            "objectExists",
            new Kind.Flag(),
            "Whether there is such an object: what the world has when left out. Decides between CREATE and OVERWRITE.");
    private static final Field<List<Kind.Entry<List<Text>>>> GIVEN = Field.optional(
            "given",
            new Kind.Entries<>(
                    new Kind.TextOr<>(
                            List::of,
                            new Kind.ListOf<>(Kind.text("a value"), "a list of values"),
                            "a value or a list of values"),
                    "a mapping of variables"),
            "What the request supplies to conditions; '' or [] for what it does not.");
    private static final Field<List<Text>> ALLOWED = operations("allowed", "What is to be allowed.");
    private static final Field<List<Text>> DENIED = operations("denied", "What is to be denied.");
    private static final Field<DeclaredReason> BECAUSE =
            Field.optional("because", DeclaredReason.SHAPE, "What the denied ones are to be denied for.");

    static final Shape<DeclaredCase> SHAPE = Shape.named("a case", "What somebody is to be allowed and denied.")
            .with(NAME, AS, ON, OBJECT_EXISTS, GIVEN, ALLOWED, DENIED, BECAUSE)
            .builtBy(DeclaredCase::of);

    private static Field<List<Text>> operations(String name, String says) {
        return Field.optional(
                name,
                new Kind.ListOf<>(Kind.text("an operation"), "a list of operations"),
                says + " Native names; names of the S3 API that differ are taken too.");
    }

    private static DeclaredCase of(Shape.Values values) {
        DeclaredCase read = new DeclaredCase(
                values.place(),
                values.of(NAME),
                values.of(AS),
                values.optional(ON),
                values.optional(OBJECT_EXISTS),
                values.all(GIVEN).stream()
                        .map(each -> new GivenVariable(each.key(), each.value()))
                        .toList(),
                values.all(ALLOWED),
                values.all(DENIED),
                values.optional(BECAUSE));
        Mistakes mistakes = values.reading().mistakes();
        if (read.allowed.isEmpty() && read.denied.isEmpty()) {
            mistakes.add(read.place, "a case needs an operation that is 'allowed' or 'denied'");
        }
        if (read.because.isPresent() && read.denied.isEmpty()) {
            mistakes.add(read.because.get().place(), "'because' is about what is 'denied', and nothing is");
        }
        List<String> allowedNames = read.allowed.stream().map(Text::value).toList();
        read.denied.stream()
                .filter(operation -> allowedNames.contains(operation.value()))
                .forEach(operation ->
                        mistakes.add(operation.place(), "'" + Reading.shown(operation.value()) + "' is allowed above"));
        return read;
    }
}
