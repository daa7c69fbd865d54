// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.bootstrap;

/** Reads files of decision cases, as {@code ostler policy test} takes them. */
public final class PolicyTestFile {
    private PolicyTestFile() {}

    /** @throws BootstrapException with every mistake of the file */
    public static DeclaredPolicyTest read(BootstrapSource source, Environment environment) throws BootstrapException {
        Mistakes mistakes = new Mistakes();
        DeclaredPolicyTest read =
                BootstrapFile.read(source, environment, DeclaredPolicyTest.SHAPE, "world: bootstrap.yaml", mistakes);
        mistakes.throwIfAny();
        if (read == null) {
            throw new IllegalStateException(source.name() + " was not read, and nobody knows why");
        }
        return read;
    }
}
