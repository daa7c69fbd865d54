// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./ostler} and {@code ./build} find a JDK, on machines that are put together here from empty folders. */
class LauncherTest {
    @TempDir
    private Path machine;

    private Path script = Path.of("");
    private Path onPath = Path.of("");

    /** The places that are the same on every machine are moved into a folder. */
    @BeforeEach
    void moveTheMachine() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        Path home = Files.exists(folder.resolve("LICENSE"))
                ? folder
                : folder.resolve("..").normalize();
        String text = Files.readString(home.resolve("build-support").resolve("jdk.sh"));
        for (String root : List.of("/usr/lib/jvm", "/Library/Java", "/opt/homebrew", "/usr/local/opt")) {
            assertThat(text).contains(root);
            text = text.replace(root, machine + root);
        }
        onPath = jdk("on-path", "17.0.12");
        script = Files.writeString(machine.resolve("jdk.sh"), text + "\necho \"$OSTLER_JDK\"\n");
    }

    private Path jdk(String place, String version) throws IOException {
        Path jdk = machine.resolve(place);
        Files.createDirectories(jdk.resolve("bin"));
        Files.createFile(
                jdk.resolve("bin").resolve("java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    private record Found(int exitCode, String out, String err) {}

    private Found find(String... variables) throws IOException, InterruptedException {
        Path out = machine.resolve("out");
        Path err = machine.resolve("err");
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        String tools = bash.environment().get("PATH");
        bash.environment().clear();
        bash.environment().put("PATH", onPath.resolve("bin") + ":" + tools);
        bash.environment().put("HOME", machine.resolve("home").toString());
        for (String variable : variables) {
            String[] words = variable.split("=", 2);
            bash.environment().put(words[0], words[1]);
        }
        Process process = bash.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Found(process.exitValue(), Files.readString(out, UTF_8).strip(), Files.readString(err, UTF_8));
    }

    @Test
    void anOlderJavaOnThePathIsPassedOver() throws Exception {
        Path wanted = jdk("usr/lib/jvm/temurin-25", "25.0.3");

        Found found = find("JAVA_HOME=" + onPath);

        assertThat(found).isEqualTo(new Found(0, wanted.toString(), ""));
    }

    @Test
    void whatIsSaidComesBeforeWhatIsFound() throws Exception {
        jdk("usr/lib/jvm/temurin-25", "25.0.3");
        Path said = jdk("said here", "26-ea");
        Path home = jdk("home/.sdkman/candidates/java/25-tem", "25");

        assertThat(find("OSTLER_JAVA_HOME=" + said).out()).isEqualTo(said.toString());
        assertThat(find("JAVA_HOME=" + said).out()).isEqualTo(said.toString());
        assertThat(find("JAVA_HOME=" + home).out()).isEqualTo(home.toString());
    }

    @Test
    void theFoldersOfToolsAreLookedInto() throws Exception {
        Path wanted = jdk("home/.local/share/mise/installs/java/temurin-25.0.1", "25.0.1");

        assertThat(find().out()).isEqualTo(wanted.toString());
    }

    @Test
    void withoutAJdkTheWayToOneIsSaid() throws Exception {
        jdk("usr/lib/jvm/java-21", "21.0.1");
        Files.createDirectories(machine.resolve("usr/lib/jvm/broken/bin"));

        Found found = find();

        assertThat(found.exitCode()).isEqualTo(78);
        assertThat(found.out()).isEmpty();
        assertThat(found.err())
                .startsWith("ostler: needs JDK 25 or newer")
                .contains("apt-get install", "brew install", "docker run", "OSTLER_JAVA_HOME=");
    }
}
