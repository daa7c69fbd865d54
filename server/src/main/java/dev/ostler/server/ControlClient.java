// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.io.IOException;
import java.net.ConnectException;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How commands find a running server and speak to its control API. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ControlClient {
    /** The server itself waits at most 20 s for something to tell. */
    static final Duration USUAL_PATIENCE = Duration.ofSeconds(60);
    /** For what takes as long as there is data. */
    static final Duration ALL_PATIENCE = Duration.ofDays(7);

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The running server; its token comes from OSTLER_CONTROL_TOKEN (default: OSTLER_ENDPOINT, else the server of the directory).")
    private @Nullable String server;

    @Setting
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of the running server (default ./ostler-data).")
    private @Nullable Path data;

    private record Target(String endpoint, String token) {}

    /** No server is there to be asked. */
    static final class NoServerException extends IOException {
        private static final long serialVersionUID = 1L;

        NoServerException(String message) {
            super(message);
        }
    }

    /** What was asked cannot stand. */
    static final class BadRequestException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String answer;

        BadRequestException(String message, String answer) {
            super(message);
            this.answer = answer;
        }

        /** The body of the answer. */
        String answer() {
            return answer;
        }
    }

    Path dataDirectory() {
        return data == null ? ServerOptions.DEFAULT_DATA : data;
    }

    /**
     * Throws IOException with a message for the person at the terminal when the server does not do what it is asked, a
     * NoServerException when there is none.
     */
    String call(String method, String operation, Map<String, String> query, String accept, Duration patience)
            throws IOException {
        return send(
                request -> request.method(method, HttpRequest.BodyPublishers.noBody()),
                operation,
                query,
                accept,
                patience);
    }

    /** The same with a document. Throws a BadRequestException for one that the server does not understand. */
    String post(String operation, Map<String, String> query, String document, String accept) throws IOException {
        return send(
                request -> request.POST(HttpRequest.BodyPublishers.ofString(document)),
                operation,
                query,
                accept,
                USUAL_PATIENCE);
    }

    /** The same with an upload, however long that takes. */
    String post(String operation, Upload upload, String accept) throws IOException {
        try {
            return send(upload::in, operation, Map.of(), accept, ALL_PATIENCE);
        } catch (IOException e) {
            throw upload.failure().orElse(e);
        }
    }

    private String send(
            UnaryOperator<HttpRequest.Builder> body,
            String operation,
            Map<String, String> query,
            String accept,
            Duration patience)
            throws IOException {
        Target target = target();
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI uri = uri(target.endpoint() + "/_ostler/" + operation + (parameters.isEmpty() ? "" : "?" + parameters));
        HttpRequest request = body.apply(HttpRequest.newBuilder(uri))
                .header("ostler-control", target.token())
                .header("accept", accept)
                .timeout(patience)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                String why = response.body().strip();
                String refuses = target.endpoint() + " refuses:" + (why.contains("\n") ? "\n" : " ") + why;
                throw response.statusCode() == 400
                        ? new BadRequestException(refuses, response.body())
                        : new IOException(refuses);
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ConnectException e) {
            throw new NoServerException(
                    "no server answers at " + target.endpoint() + ". Is it running? Start one: ostler serve");
        }
    }

    /** How far a call is, in a line; empty when there is nothing to say. */
    interface Progress {
        String line() throws IOException;
    }

    /** Runs a call that may take long; until its answer is there, says every two seconds how far it is. */
    String whileTelling(Progress progress, Callable<String> call) throws IOException, InterruptedException {
        FutureTask<String> answer = new FutureTask<>(call);
        Thread.ofVirtual().start(answer);
        while (true) {
            try {
                return answer.get(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                String line = progress.line();
                if (!line.isEmpty()) {
                    spec.commandLine().getErr().println("ostler: " + line);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static URI uri(String text) throws IOException {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new IOException("the server's address must be like http://127.0.0.1:9000, not '" + text + "'");
    }

    /** {@code --server} or {@code --data} if given; else OSTLER_ENDPOINT; else the directory's server. */
    private Target target() throws IOException {
        if (server != null) {
            return at(withoutSlash(server));
        }
        Optional<ServerFiles.Running> running = new ServerFiles(dataDirectory()).readRunning();
        Optional<String> endpoint = Settings.of(spec).variable("OSTLER_ENDPOINT");
        boolean byDirectory = spec.commandLine().getParseResult().hasMatchedOption("--data");
        if (!byDirectory && endpoint.isPresent()) {
            return at(withoutSlash(endpoint.get()));
        }
        return running.map(here -> new Target(here.local(), here.controlToken()))
                .orElseThrow(
                        () -> new NoServerException(
                                "no server runs on " + dataDirectory()
                                        + ". Start one: ostler serve; or name it: --data DIR, or --server URL with OSTLER_CONTROL_TOKEN"));
    }

    /** With the directory's own token, when that server is meant: {@code ostler env} gives clients none. */
    private Target at(String url) throws IOException {
        Optional<Target> here = new ServerFiles(dataDirectory())
                .readRunning()
                .filter(running -> url.equals(running.endpoint()) || url.equals(running.local()))
                .map(running -> new Target(running.local(), running.controlToken()));
        Optional<Target> given = Settings.of(spec).given("--control-token").map(token -> new Target(url, token));
        return here.or(() -> given)
                .orElseThrow(
                        () -> new IOException(
                                "the control token of " + url
                                        + " must be in OSTLER_CONTROL_TOKEN; or name the directory of a server on this machine: --data DIR"));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
