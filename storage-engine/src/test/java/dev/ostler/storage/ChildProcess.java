// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another JVM that runs a main class of the tests, and what it prints. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    static ChildProcess start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Runs to the end and returns the last line printed. */
    static String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        try (ChildProcess child = start(main, arguments)) {
            String last = "";
            for (String line = child.nextLine(); line != null; line = child.nextLine()) {
                last = line;
            }
            child.process.waitFor();
            return last;
        }
    }

    long pid() {
        return process.pid();
    }

    /** The next line, or null when the process has ended. */
    @Nullable
    String nextLine() throws IOException {
        return output.readLine();
    }

    void awaitLine(String expected) throws IOException {
        String line = nextLine();
        while (line != null && !line.equals(expected)) {
            line = nextLine();
        }
        if (line == null) {
            throw new IOException("the process ended without printing '" + expected + "'");
        }
    }

    /** kill -9. Lines that it had printed can still be read. */
    void kill() throws InterruptedException {
        // Process.destroyForcibly would close the pipe with the lines in it.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    /** Opens a directory and waits to be killed. */
    static final class OpenAndWait {
        private OpenAndWait() {}

        public static void main(String[] arguments) throws Exception {
            try (DataDirectory directory = DataDirectory.open(Path.of(arguments[0]), EngineOptions.defaults())) {
                print("open");
                Thread.sleep(60_000);
                print(directory.path().toString());
            }
        }
    }

    /** Opens a directory and prints why it cannot. */
    static final class OpenAndLeave {
        private OpenAndLeave() {}

        public static void main(String[] arguments) throws Exception {
            try {
                DataDirectory.open(Path.of(arguments[0]), EngineOptions.defaults())
                        .close();
                print("opened");
            } catch (UnusableDirectoryException e) {
                print(String.valueOf(e.getMessage()));
            }
        }
    }

    static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
