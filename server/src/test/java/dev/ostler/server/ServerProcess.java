// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.ostler.server.identity.CustomerSecretKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code ostler serve} as a user runs it, in a process of its own on a directory of the test's choice. */
final class ServerProcess implements RunningServer, AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path data;
    private final Path output;
    private final InetSocketAddress address;
    private final CustomerSecretKey key;

    private ServerProcess(Process process, Path data, Path output, ServerFiles files) throws IOException {
        this.process = process;
        this.data = data;
        this.output = output;
        ServerFiles.Running running = files.readRunning().orElseThrow();
        this.address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(running.endpoint()).getPort());
        this.key = files.keyOf(ServerFiles.ADMINISTRATOR).orElseThrow();
    }

    /** Returns when the server answers. Its output goes to a file beside the data. */
    static ServerProcess start(Path data, String... flags) throws IOException, InterruptedException {
        Path ready = data.resolveSibling("ready.json");
        Files.deleteIfExists(ready);
        List<String> arguments = new ArrayList<>(
                List.of("serve", "--port", "0", "--data", data.toString(), "--ready-file", ready.toString()));
        arguments.addAll(List.of(flags));
        Path output = data.resolveSibling("server.log");
        Process process = launch(arguments, Map.of(), output);
        try {
            awaitFile(ready, process, output);
            return new ServerProcess(process, data, output, new ServerFiles(data));
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Any command in a process of its own, both of its outputs appended to one file; temporary files lie beside that. */
    static Process launch(List<String> arguments, Map<String, String> environment, Path output) throws IOException {
        Path temporary = Files.createDirectories(output.resolveSibling("temporary"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("OSTLER_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void awaitFile(Path file, Process process, Path output) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("the server does not start: " + Files.readString(output));
            }
            Thread.sleep(10);
        }
    }

    @Override
    public CustomerSecretKey key() {
        return key;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    DataFiles files() {
        return new DataFiles(data);
    }

    /** All that servers with output in this place have printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** Waits until some server with output in this place has printed this. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
        while (!output().contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("'" + text + "' is not in: " + output());
            }
            Thread.sleep(10);
        }
    }

    /** The SDK's client with the administrator's key; it does not retry. The caller closes it. */
    S3Client s3() {
        return S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(100))
                .endpointOverride(endpoint())
                .region(Region.of(ServerConfig.DEFAULT_REGION))
                .credentialsProvider(TestServer.credentials(key))
                .forcePathStyle(true)
                .overrideConfiguration(overrides -> overrides.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    /** SIGKILL. Returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, without waiting for what comes of it. */
    void terminate() {
        process.destroy();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
            throw new AssertionError("the server does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
