// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.objectstorage.Scrub;
import dev.ostler.server.operation.Api;
import dev.ostler.server.operation.Authenticated;
import dev.ostler.server.operation.BodyKind;
import dev.ostler.server.operation.Call;
import dev.ostler.server.operation.Caller;
import dev.ostler.server.operation.Destination;
import dev.ostler.server.operation.FrontEnd;
import dev.ostler.server.operation.IncomingBody;
import dev.ostler.server.operation.Operation;
import dev.ostler.server.operation.Query;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Route;
import dev.ostler.server.operation.Rule;
import dev.ostler.server.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The server's own API: health, explain, simulate, apply, reset, scrub. */
public final class ControlFrontEnd implements FrontEnd {
    /** Made when first asked for: a server that nobody asks is ready sooner. */
    private static final class Json {
        static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();
    }

    private final List<Operation<?>> operations;
    private final FrontEnd signedFrontEnd;

    /** What the control API does to the server. */
    public interface Server {
        /** False once the disk has failed: reads go on, writes do not. */
        boolean takesWrites();

        /** Opens a fresh world; the old one closes when its last request is answered. */
        void reset() throws IOException;

        /** Reads every stored byte against its checksum. */
        Scrub.Outcome scrub();

        /** How far the scrub under way has come; empty when none is. */
        Optional<Scrub.Progress> scrubProgress();
    }

    /** @param signedFrontEnd proves an administrator's signature, which serves in place of the control token */
    public ControlFrontEnd(
            Explanations explanations,
            SimulateOperation simulate,
            ApplyOperation apply,
            Server server,
            FrontEnd signedFrontEnd) {
        this.signedFrontEnd = signedFrontEnd;
        this.operations = List.of(
                entry(
                        "Health",
                        Route.get("/_ostler/health"),
                        new Rule.Open<>(
                                "no facts are in it",
                                call -> server.takesWrites()
                                        ? answer(call.head(), 200, "status", "ok")
                                        : answer(call.head(), 503, "status", "failed"))),
                entry(
                        "Explain",
                        Route.get("/_ostler/explain"),
                        new Rule.Control<>("refusals name callers and resources", explanations::answer)),
                entry(
                        "Simulate",
                        Route.post("/_ostler/simulate"),
                        new BodyKind.Document(SimulateOperation.MAX_BODY_BYTES),
                        new Rule.Control<>("tells of policies and of what exists", simulate::answer)),
                entry(
                        "Apply",
                        Route.post("/_ostler/apply"),
                        BodyKind.OBJECT,
                        new Rule.Control<>("makes users, policies and buckets", apply::answer)),
                entry("Reset", Route.post("/_ostler/reset"), new Rule.Control<>("deletes everything", call -> {
                    server.reset();
                    return answer(call.head(), 200, "status", "reset");
                })),
                entry(
                        "Scrub",
                        Route.post("/_ostler/scrub"),
                        new Rule.Control<>("reads everything", call -> scrubbed(call.head(), server.scrub()))),
                entry(
                        "ScrubProgress",
                        Route.get("/_ostler/scrub"),
                        new Rule.Control<>("tells how much is stored", call -> progress(call.head(), server))),
                entry(
                        "UnknownControl",
                        Route.of("*", "/_ostler/{path+}"),
                        new Rule.Open<>("answered 404", call -> answer(call.head(), 404, "status", "unknown"))));
    }

    private static Operation<Call> entry(String name, Route route, Rule<Call> rule) {
        return entry(name, route, BodyKind.NONE, rule);
    }

    private static Operation<Call> entry(String name, Route route, BodyKind body, Rule<Call> rule) {
        return new Operation<>(Api.CONTROL, name, name, route, body, call -> call, rule, "Ostler's own");
    }

    private static Reply scrubbed(RequestHead head, Scrub.Outcome outcome) {
        if (wantsJson(head)) {
            return json(200, outcome);
        }
        String damaged = outcome.damaged().stream().map(line -> line + "\n").collect(Collectors.joining());
        return text(
                200,
                damaged + outcome.blobs() + " blobs, " + outcome.bytes() + " bytes read, " + outcome.damagedBlobs()
                        + " damaged\n");
    }

    /** Empty when no scrub is under way. */
    private static Reply progress(RequestHead head, Server server) {
        Optional<Scrub.Progress> progress = server.scrubProgress();
        if (wantsJson(head)) {
            return json(200, progress.<Object>map(found -> found).orElseGet(Map::of));
        }
        return text(
                200,
                progress.map(found -> found.blobs() + " of about " + found.blobsExpected() + " blobs read\n")
                        .orElse(""));
    }

    /** One word, or the word in an object. */
    private static Reply answer(RequestHead head, int status, String name, String word) {
        return wantsJson(head) ? json(status, Map.of(name, word)) : text(status, word + "\n");
    }

    static boolean wantsJson(RequestHead head) {
        return head.header("accept").orElse("").contains("json");
    }

    static Reply json(int status, Object value) {
        try {
            return new Reply(
                    status,
                    Headers.of("content-type", "application/json"),
                    new Reply.Body.Bytes(Json.WRITER.writeValueAsBytes(value)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and lists of text can be written", e);
        }
    }

    static Reply text(int status, String text) {
        return new Reply(
                status,
                Headers.of("content-type", "text/plain; charset=utf-8"),
                new Reply.Body.Bytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Api api() {
        return Api.CONTROL;
    }

    @Override
    public List<Operation<?>> operations() {
        return operations;
    }

    @Override
    public Set<String> subresources() {
        return Set.of();
    }

    /** The control token is a header that the rule looks at; a signature is proven as the S3 API proves it. */
    @Override
    public Authenticated authenticate(
            RequestHead head, Query query, Destination destination, BodyKind kind, RequestBody body)
            throws IOException {
        if (head.hasHeader("authorization")) {
            return signedFrontEnd.authenticate(head, query, destination, kind, body);
        }
        return new Authenticated(new Caller.Anonymous(), Map.of(), new IncomingBody(body, body.lengthBytes(), Map::of));
    }

    @Override
    public String claimant(Problem.Credentials credentials) {
        return signedFrontEnd.claimant(credentials);
    }

    @Override
    public Worded word(Problem problem, RequestHead head, String operation, String requestId) {
        int status = switch (problem) {
            case Problem.ServerDefect _ -> 500;
            case Problem.ControlRefused _, Problem.Credentials _ -> 403;
            case Problem.MethodNotAllowed _ -> 405;
            case Problem.BodyStalled _ -> 408;
            case Problem.EntityTooLarge _, Problem.FormFieldsTooLarge _ -> 413;
            case Problem.TooManyRequests _, Problem.DiskNearlyFull _, Problem.StorageFailed _ -> 503;
            default -> 400;
        };
        String code = problem.getClass().getSimpleName();
        String message = Reasons.of(problem);
        return new Worded(
                wantsJson(head) ? json(status, told(problem, code, message)) : text(status, message + "\n"), code);
    }

    private static Map<String, Object> told(Problem problem, String code, String message) {
        return problem instanceof Problem.WrongBootstrap wrong
                ? Map.of("code", code, "message", message, "mistakes", wrong.mistakes())
                : Map.of("code", code, "message", message);
    }

    @Override
    public void decorate(Reply reply, RequestHead head, String requestId) {
        reply.headers().add("opc-request-id", requestId).add("cache-control", "no-store");
    }
}
