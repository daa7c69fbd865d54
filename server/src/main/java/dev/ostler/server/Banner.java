// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What {@code serve} says when it is ready. */
final class Banner {
    /** Keys that every scanner tries. */
    private static final Set<String> FAMOUS_KEYS =
            Set.of("test", "minioadmin", "admin", "ostler", "AKIAIOSFODNN7EXAMPLE", "AKIDEXAMPLE", "root", "s3");

    private Banner() {}

    static void print(PrintWriter out, ServerConfig config, Emulator server, Clock clock) {
        long startedAtMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        out.printf(
                Locale.ROOT,
                "Ostler %s ready at %s in %.1f s     S3 API%n",
                Main.Version.NUMBER,
                server.endpoint(),
                (clock.millis() - startedAtMillis) / 1000.0);
        out.printf(
                Locale.ROOT,
                "  namespace %s, region %s, dialect %s, %s, data %s%n",
                config.namespace(),
                config.region(),
                config.dialect().name().toLowerCase(Locale.ROOT),
                durability(config),
                server.dataDirectory());
        server.bootstrapped().ifPresent(outcome -> out.println("  bootstrap " + outcome));
        String env = System.getProperty("ostler.command", "java -jar ostler.jar") + " env";
        if (!config.data().equals(Optional.of(ServerOptions.DEFAULT_DATA))) {
            env += " --data "
                    + ClientEnvironment.shellQuoted(server.dataDirectory().toString());
        }
        out.printf(Locale.ROOT, "In another shell, for aws, boto3 and the SDKs:   eval \"$(%s)\"%n", env);
        switch (config.reasons()) {
            case HEADER, LOG -> out.println("Refused requests are explained here as they happen.");
            case OFF -> out.println("Refused requests are explained by: ostler explain");
        }
        out.flush();
    }

    private static String durability(ServerConfig config) {
        if (config.data().isEmpty()) {
            return "ephemeral";
        }
        return switch (config.engine().durability()) {
            case FSYNC -> "durable";
            case OS -> "durability os (survives kill -9, not power loss)";
            case EPHEMERAL -> "ephemeral";
        };
    }

    /** A host beyond loopback gets a warning, a louder one with a key that everybody knows. */
    static void warn(PrintWriter err, ServerConfig config, Emulator server) {
        if (isLoopback(config.host())) {
            return;
        }
        if (FAMOUS_KEYS.contains(server.key().id())) {
            err.println("WARNING: " + config.host() + " is reachable from other machines, and the access key '"
                    + server.key().id()
                    + "' is one that everybody tries first. Choose another: OSTLER_ACCESS_KEY, OSTLER_SECRET_KEY");
        } else {
            err.println("warning: " + config.host() + " is reachable from other machines");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
