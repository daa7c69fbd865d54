// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ostler.server.OstlerCommand.Outcome;
import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ostler env} prints, to the letter. */
class EnvCommandTest {
    private static final String HARD_SECRET = "it's-\"$HOME\"`\\x";

    @TempDir
    private Path parent;

    private Path data;

    @BeforeEach
    void chooseDirectory() {
        data = parent.resolve("data");
    }

    private Outcome env(String... flags) {
        String[] all = new String[flags.length + 3];
        all[0] = "env";
        all[1] = "--data";
        all[2] = data.toString();
        System.arraycopy(flags, 0, all, 3, flags.length);
        return OstlerCommand.run(Map.of("OSTLER_ACCESS_KEY", "ann", "OSTLER_SECRET_KEY", HARD_SECRET), all);
    }

    @Test
    void shellFormIsWhatAShellEvaluates() throws Exception {
        Outcome outcome = env();

        assertThat(outcome.exitCode()).isZero();
        assertThat(withoutOcids(outcome.out())).isEqualTo("""
                export AWS_ACCESS_KEY_ID=ann
                export AWS_SECRET_ACCESS_KEY='it'\\''s-"$HOME"`\\x'
                export AWS_REGION=us-ashburn-1
                export AWS_DEFAULT_REGION=us-ashburn-1
                export AWS_ENDPOINT_URL=http://127.0.0.1:9000
                export AWS_EC2_METADATA_DISABLED=true
                unset AWS_SESSION_TOKEN
                unset AWS_PROFILE
                unset AWS_DEFAULT_PROFILE
                export OSTLER_ENDPOINT=http://127.0.0.1:9000
                export OSTLER_NAMESPACE=local
                export OSTLER_TENANCY_ID=OCID
                export OSTLER_USER_ID=OCID
                export OSTLER_COMPARTMENT_ID=OCID
                """);
        Path script = Files.writeString(
                parent.resolve("script"),
                "AWS_PROFILE=left-over\n" + outcome.out()
                        + "printf '%s %s' \"$AWS_SECRET_ACCESS_KEY\" \"${AWS_PROFILE-unset}\"\n");
        assertThat(outputOf("sh", script.toString())).isEqualTo(HARD_SECRET + " unset");
    }

    @Test
    void dotenvFormQuotesAndLeavesOutWhatIsUnset() {
        assertThat(withoutOcids(env("--format", "dotenv").out())).isEqualTo("""
                AWS_ACCESS_KEY_ID=ann
                AWS_SECRET_ACCESS_KEY="it's-\\"\\$HOME\\"\\`\\\\x"
                AWS_REGION=us-ashburn-1
                AWS_DEFAULT_REGION=us-ashburn-1
                AWS_ENDPOINT_URL=http://127.0.0.1:9000
                AWS_EC2_METADATA_DISABLED=true
                OSTLER_ENDPOINT=http://127.0.0.1:9000
                OSTLER_NAMESPACE=local
                OSTLER_TENANCY_ID=OCID
                OSTLER_USER_ID=OCID
                OSTLER_COMPARTMENT_ID=OCID
                """);
    }

    @Test
    void jsonFormIsOneFlatObjectWithNulls() {
        assertThat(withoutOcids(env("--format", "json").out())).isEqualTo("""
                {
                  "AWS_ACCESS_KEY_ID" : "ann",
                  "AWS_SECRET_ACCESS_KEY" : "it's-\\"$HOME\\"`\\\\x",
                  "AWS_REGION" : "us-ashburn-1",
                  "AWS_DEFAULT_REGION" : "us-ashburn-1",
                  "AWS_ENDPOINT_URL" : "http://127.0.0.1:9000",
                  "AWS_EC2_METADATA_DISABLED" : "true",
                  "AWS_SESSION_TOKEN" : null,
                  "AWS_PROFILE" : null,
                  "AWS_DEFAULT_PROFILE" : null,
                  "OSTLER_ENDPOINT" : "http://127.0.0.1:9000",
                  "OSTLER_NAMESPACE" : "local",
                  "OSTLER_TENANCY_ID" : "OCID",
                  "OSTLER_USER_ID" : "OCID",
                  "OSTLER_COMPARTMENT_ID" : "OCID"
                }
                """);
    }

    @Test
    void powershellFormQuotesItsWay() {
        assertThat(withoutOcids(env("--format", "powershell").out())).isEqualTo("""
                $env:AWS_ACCESS_KEY_ID = 'ann'
                $env:AWS_SECRET_ACCESS_KEY = 'it''s-"$HOME"`\\x'
                $env:AWS_REGION = 'us-ashburn-1'
                $env:AWS_DEFAULT_REGION = 'us-ashburn-1'
                $env:AWS_ENDPOINT_URL = 'http://127.0.0.1:9000'
                $env:AWS_EC2_METADATA_DISABLED = 'true'
                Remove-Item Env:AWS_SESSION_TOKEN -ErrorAction SilentlyContinue
                Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue
                Remove-Item Env:AWS_DEFAULT_PROFILE -ErrorAction SilentlyContinue
                $env:OSTLER_ENDPOINT = 'http://127.0.0.1:9000'
                $env:OSTLER_NAMESPACE = 'local'
                $env:OSTLER_TENANCY_ID = 'OCID'
                $env:OSTLER_USER_ID = 'OCID'
                $env:OSTLER_COMPARTMENT_ID = 'OCID'
                """);
    }

    private static String withoutOcids(String text) {
        return text.replaceAll("ocid1\\.(user|tenancy)\\.oc1\\.\\.[a-z0-9]+", "OCID");
    }

    @Test
    void directoryMadeBeforeTheFirstStartIsForItsOwnerAndItsServerTakesTheKey() throws Exception {
        Outcome before = OstlerCommand.run("env", "--data", data.toString());
        CustomerSecretKey key = new ServerFiles(data).keyOf("admin").orElseThrow();

        assertThat(before.out()).contains("AWS_SECRET_ACCESS_KEY=").contains(key.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("users/admin.json"))))
                .isEqualTo("rw-------");
        ServerConfig config = ServerConfig.ephemeral().in(data);
        try (Emulator server = Emulator.start(config, new TestClock(), _ -> {})) {
            assertThat(server.key()).isEqualTo(key);
        }
    }

    /** The server may run with keys of its own environment: this one's must not take their place. */
    @Test
    void keyOfTheDirectoryWinsOverThatOfTheEnvironment() throws IOException {
        OstlerCommand.run("env", "--data", data.toString());
        CustomerSecretKey key = new ServerFiles(data).keyOf("admin").orElseThrow();

        assertThat(env().out()).contains("AWS_ACCESS_KEY_ID=" + key.id());
        assertThat(new ServerFiles(data).keyOf("admin")).hasValue(key);
    }

    @Test
    void runningServerSaysWhereItIs() throws IOException {
        try (TestServer server = TestServer.oci().withRegion("eu-frankfurt-1").start()) {
            Map<String, String> stale = Map.of("OSTLER_ENDPOINT", "http://127.0.0.1:1", "OSTLER_REGION", "uk-london-1");
            String directory = server.dataDirectory().toString();

            assertThat(OstlerCommand.run(stale, "env", "--data", directory).out())
                    .contains(
                            "AWS_ENDPOINT_URL=" + server.endpoint() + "\n",
                            "OSTLER_ENDPOINT=" + server.endpoint() + "\n",
                            "AWS_REGION=eu-frankfurt-1\n",
                            "AWS_SECRET_ACCESS_KEY=" + server.key().secret() + "\n");
            assertThat(OstlerCommand.run(stale, "env", "--data", directory, "--endpoint", "http://storage:80")
                            .out())
                    .contains("AWS_ENDPOINT_URL=http://storage:80\n");
        }
    }

    @Test
    void stoppedServersSettingsAreThoseOfTheEnvironment() {
        assertThat(OstlerCommand.run(
                                Map.of(
                                        "OSTLER_REGION",
                                        "uk-london-1",
                                        "OSTLER_NAMESPACE",
                                        "acme",
                                        "OSTLER_DATA",
                                        data.toString()),
                                "env")
                        .out())
                .contains("AWS_REGION=uk-london-1\n", "OSTLER_NAMESPACE=acme\n");
    }

    @Test
    void fileForOtherToolsIsForItsOwner() throws IOException {
        Outcome outcome =
                env("--format", "dotenv", "--out", parent.resolve("out").toString());
        Path file = parent.resolve("out/ostler.env");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.readString(file)).startsWith("AWS_ACCESS_KEY_ID=ann\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void unknownUserIsWrongUsage() throws IOException {
        Files.writeString(parent.resolve("other.json"), "{\"accessKeyId\": \"x\", \"secretAccessKey\": \"y\"}");

        for (String user : new String[] {"bob", "../../other", ""}) {
            Outcome outcome = env("--user", user);
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).contains("there is no user '" + user + "' here; there is 'admin'");
        }
    }

    private static String outputOf(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
