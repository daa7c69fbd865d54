// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every statement of the decision cases parses, or is refused where the case says so. */
class PolicyCasesParseTest {
    private record Case(String id, List<String> statements, boolean refused) {
        @Override
        public String toString() {
            return id;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void statementsParseOrAreRefusedAsTheCaseSays(Case one) {
        List<Parsed> parsed = one.statements().stream().map(Parser::parse).toList();

        List<String> errors = parsed.stream()
                .flatMap(it -> it.errors().stream())
                .map(Diagnostic::message)
                .toList();
        if (one.refused()) {
            assertThat(errors).isNotEmpty();
            assertThat(parsed).anyMatch(it -> it.statement().isEmpty());
        } else {
            assertThat(errors).isEmpty();
            assertThat(parsed).allMatch(it -> it.statement().isPresent());
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream file = PolicyCasesParseTest.class.getResourceAsStream("/dev/ostler/iam/policy-cases.json")) {
            List<Case> cases = new ArrayList<>();
            for (JsonNode node :
                    new ObjectMapper().readTree(Objects.requireNonNull(file)).path("cases")) {
                List<String> statements = Stream.concat(
                                node.path("statements").valueStream(),
                                node.path("policies")
                                        .valueStream()
                                        .flatMap(policy ->
                                                policy.path("statements").valueStream()))
                        .map(JsonNode::asText)
                        .toList();
                boolean refused = node.path("expect").asText().equals("parse-error")
                        && node.path("stage").isMissingNode();
                cases.add(new Case(node.path("id").asText(), statements, refused));
            }
            assertThat(cases).hasSizeGreaterThan(200);
            return cases;
        }
    }
}
