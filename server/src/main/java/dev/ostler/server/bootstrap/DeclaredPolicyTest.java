// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

import java.util.List;

/** All that one file of decision cases declares. */
public record DeclaredPolicyTest(Text world, List<DeclaredCase> cases) {
    private static final Field<Text> WORLD =
            Field.required("world", Kind.text("a path"), "The bootstrap file, or a directory of them, to ask.");
    private static final Field<List<DeclaredCase>> CASES = Field.required(
            "cases", new Kind.ListOf<>(DeclaredCase.SHAPE, "a list of cases"), "What is to be allowed and denied.");

    static final Shape<DeclaredPolicyTest> SHAPE = Shape.named(
                    "a policy test", "Decisions that the policies of a world are to come to.")
            .with(WORLD, CASES)
            .builtBy(values -> new DeclaredPolicyTest(values.of(WORLD), values.of(CASES)));
}
