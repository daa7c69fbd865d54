// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.iam.catalogue.Catalogue;
import dev.ostler.iam.catalogue.Permission;
import dev.ostler.iam.catalogue.Requirement;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Rule;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code docs/operations.md} is the table of operations of two running servers. */
class OperationsDocsTest {
    @RegisterExtension
    static final TestServer oci = TestServer.oci();

    @RegisterExtension
    static final TestServer s3 = TestServer.s3Dialect();

    private final Catalogue catalogue = Catalogue.load();

    private static final String INTRODUCTION = """
            # Operations

            Printed from the table that routes the requests; `./build docs` writes it anew.

            A request is for the entry with the most matching conditions: method, path, query parameters, headers. Query
            parameters that select nothing are signed over and otherwise ignored; a mixture of such as do, which no entry knows, is
            refused.

            What an operation needs is decided by policies before it reads a byte of an object. Between OBJECT_CREATE
            *or* OBJECT_OVERWRITE the commit decides: a new name needs the one, an existing name the other. Copies need
            OBJECT_READ on their source besides. Who has which permission is decided by [policies](policies.md).
            """;

    private static final String NOT_SERVED = """

            ### Known and answered 501

            To whoever has signed; so no client takes a sub-resource for an object, or believes that its setting was taken.
            Headers that ask for what is not served (an ACL that is not private, SSE-C, KMS, object lock, tags, another storage
            class, a website redirect) are answered 501 by every operation, before a byte is stored.

            """;

    @Test
    void operationsDocumentIsTheTable() throws IOException {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        for (Api api : Api.values()) {
            text.append("\n## ").append(titleOf(api)).append("\n\n");
            text.append(GeneratedDocument.row(
                            "operation", "method and path", "who may, and what it needs", "dialects", "source"))
                    .append(GeneratedDocument.rule(5));
            operations(api)
                    .filter(operation -> !isRefused(operation))
                    .forEach(operation -> text.append(served(operation)));
            List<Operation<?>> refused =
                    operations(api).filter(OperationsDocsTest::isRefused).toList();
            if (!refused.isEmpty()) {
                text.append(NOT_SERVED)
                        .append(GeneratedDocument.row("operation", "method and path", "dialects"))
                        .append(GeneratedDocument.rule(3));
                refused.forEach(operation -> text.append(GeneratedDocument.row(
                        operation.name(), code(operation.route().toString()), dialects(operation))));
            }
        }

        new GeneratedDocument("operations.md").says(text.toString());
    }

    private static String titleOf(Api api) {
        return switch (api) {
            case S3 -> "S3";
            case CONTROL -> "The server's own";
        };
    }

    private static boolean isRefused(Operation<?> operation) {
        return operation.rule() instanceof Rule.NotServed;
    }

    /** Those of the dialect oci in the order of its table, then what the dialect s3 alone has. */
    private static Stream<Operation<?>> operations(Api api) {
        Set<String> inOci = oci.table().operations().stream()
                .map(OperationsDocsTest::identity)
                .collect(Collectors.toSet());
        return Stream.concat(
                        oci.table().operations().stream(),
                        s3.table().operations().stream().filter(operation -> !inOci.contains(identity(operation))))
                .filter(operation -> operation.api() == api);
    }

    private static String identity(Operation<?> operation) {
        return operation.name() + " " + operation.route() + " " + isRefused(operation);
    }

    private static String dialects(Operation<?> operation) {
        return Stream.of(oci, s3)
                .filter(server -> has(server.table().operations(), operation))
                .map(server -> server.dialect().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static boolean has(Collection<Operation<?>> operations, Operation<?> wanted) {
        return operations.stream().anyMatch(operation -> identity(operation).equals(identity(wanted)));
    }

    private String served(Operation<?> operation) {
        return GeneratedDocument.row(
                operation.name(),
                code(operation.route().toString()),
                who(operation),
                dialects(operation),
                operation.source());
    }

    private String who(Operation<?> operation) {
        return switch (operation.rule()) {
            case Rule.Granted<?> rule -> permissions(operation) + sometimes(operation, rule.sometimes());
            case Rule.Each<?, ?> each -> "for each item: " + permissions(operation);
            case Rule.SignedIn<?> rule -> "whoever has signed: " + rule.why();
            case Rule.Control<?> rule -> "the control token or an administrator: " + rule.why();
            case Rule.Open<?> rule -> "everyone: " + rule.why();
            case Rule.NotServed<?> rule -> throw new IllegalArgumentException(rule.words());
        };
    }

    private String permissions(Operation<?> operation) {
        Requirement requirement = catalogue.requirementOf(operation.nativeName());
        return requirement.alternatives().stream()
                .map(alternative ->
                        alternative.stream().map(Permission::name).sorted().collect(Collectors.joining(" and ")))
                .collect(Collectors.joining(" *or* "));
    }

    /** What the requirement does not name already. */
    private String sometimes(Operation<?> operation, Set<Permission> permissions) {
        Set<String> further = new TreeSet<>();
        permissions.forEach(permission -> further.add(permission.name()));
        catalogue.requirementOf(operation.nativeName()).alternatives().stream()
                .flatMap(Set::stream)
                .forEach(permission -> further.remove(permission.name()));
        return further.isEmpty() ? "" : ", sometimes " + String.join(", ", further);
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
