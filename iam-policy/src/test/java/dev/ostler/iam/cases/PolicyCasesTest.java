// SPDX-License-Identifier: Apache-2.0
package dev.ostler.iam.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ostler.iam.catalogue.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The published cases of the policy language and our own, which follow its rules one by one, each by its name. */
class PolicyCasesTest {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Catalogue catalogue = Catalogue.load();

    @TestFactory
    Stream<DynamicTest> publishedCasesComeOutAsTheySay() throws IOException {
        return tests("policy-cases.json", 238);
    }

    @TestFactory
    Stream<DynamicTest> ourCasesComeOutAsTheySay() throws IOException {
        return tests("more-cases.json", 411);
    }

    private Stream<DynamicTest> tests(String file, int count) throws IOException {
        try (InputStream stream = getClass().getResourceAsStream("/dev/ostler/iam/" + file)) {
            JsonNode root = mapper.readTree(Objects.requireNonNull(stream));
            List<String> compartments =
                    mapper.convertValue(root.at("/world/compartments"), new TypeReference<List<String>>() {});
            var world = new CaseWorld(compartments);
            var tests = new ArrayList<DynamicTest>();
            for (JsonNode node : root.path("cases")) {
                var one = LanguageCase.of(mapper.convertValue(node, new TypeReference<Map<String, Object>>() {}));
                tests.add(DynamicTest.dynamicTest(
                        one.id(),
                        () -> assertThat(one.outcome(world, catalogue))
                                .as(one.why())
                                .isEqualTo(one.expected())));
            }
            assertThat(tests).hasSize(count);
            return tests.stream();
        }
    }
}
