// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands find a running server and speak to its control API. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ControlClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The running server; its token comes from OSTLER_CONTROL_TOKEN.")
    private @Nullable String server;

    @Option(names = "--endpoint", hidden = true)
    private @Nullable String endpointFromEnvironment;

    @Option(names = "--control-token", hidden = true)
    private @Nullable String tokenFromEnvironment;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of the running server (default ./ostler-data).")
    private @Nullable Path data;

    private record Target(String endpoint, String token) {}

    Path dataDirectory() {
        return data == null ? ServerOptions.DEFAULT_DATA : data;
    }

    /** Throws IOException with a message for the person at the terminal when the server does not do what it is asked. */
    String call(String method, String operation, Map<String, String> query, String accept) throws IOException {
        Target target = target();
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        target.endpoint() + "/_ostler/" + operation + (parameters.isEmpty() ? "" : "?" + parameters)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("ostler-control", target.token())
                .header("accept", accept)
                .timeout(TIMEOUT)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(response.body().strip());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (java.net.ConnectException e) {
            throw new IOException("no server answers at " + target.endpoint() + ". Is it running? ostler serve", e);
        }
    }

    /** {@code --server} or {@code --data} if given; else OSTLER_ENDPOINT if its token is known; else the directory's server. */
    private Target target() throws IOException {
        if (server != null) {
            return new Target(server, requireToken(server));
        }
        Optional<ServerFiles.Running> running = new ServerFiles(dataDirectory()).readRunning();
        String endpoint = endpointFromEnvironment;
        // `eval "$(ostler env)"` sets OSTLER_ENDPOINT and keeps the token to itself: the directory has it.
        if (data == null
                && endpoint != null
                && running.filter(here -> here.endpoint().equals(endpoint)).isEmpty()) {
            return new Target(endpoint, requireToken(endpoint));
        }
        return running.map(here -> new Target(here.endpoint(), here.controlToken()))
                .orElseThrow(
                        () -> new IOException(
                                "no server runs on " + dataDirectory()
                                        + ". Start one: ostler serve; or name it: --data DIR, or --server URL with OSTLER_CONTROL_TOKEN"));
    }

    private String requireToken(String url) throws IOException {
        if (tokenFromEnvironment == null) {
            throw new IOException(
                    "the control token of " + url
                            + " must be in OSTLER_CONTROL_TOKEN; or name the directory of a server on this machine: --data DIR");
        }
        return tokenFromEnvironment;
    }
}
