// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.api.control;

import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHead;
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
import java.util.Set;

/** The server's own API: health, explain, reset, scrub. */
public final class ControlFrontEnd implements FrontEnd {
    private final List<Operation<?>> operations;
    private final FrontEnd signedFrontEnd;

    /** What the control API does to the server. */
    public interface Server {
        /** Opens a fresh world; the old one closes when its last request is answered. */
        void reset() throws IOException;

        /** Reads every blob against its checksum; a line for each damaged one. */
        List<String> scrub();
    }

    /** @param signedFrontEnd proves an administrator's signature, which serves in place of the control token */
    public ControlFrontEnd(Explanations explanations, Server server, FrontEnd signedFrontEnd) {
        this.signedFrontEnd = signedFrontEnd;
        this.operations = List.of(
                entry(
                        "Health",
                        Route.get("/_ostler/health"),
                        new Rule.Open<>("no facts are in it", _ -> text(200, "ok\n"))),
                entry(
                        "Explain",
                        Route.get("/_ostler/explain"),
                        new Rule.Control<>("refusals name callers and resources", explanations::answer)),
                entry("Reset", Route.post("/_ostler/reset"), new Rule.Control<>("deletes everything", _ -> {
                    server.reset();
                    return text(200, "reset\n");
                })),
                entry("Scrub", Route.post("/_ostler/scrub"), new Rule.Control<>("reads everything", _ -> {
                    List<String> damaged = server.scrub();
                    return text(200, damaged.isEmpty() ? "" : String.join("\n", damaged) + "\n");
                })),
                entry(
                        "UnknownControl",
                        Route.of("*", "/_ostler/{path+}"),
                        new Rule.Open<>("answered 404", _ -> text(404, "unknown\n"))));
    }

    private static Operation<Call> entry(String name, Route route, Rule<Call> rule) {
        return new Operation<>(Api.CONTROL, name, name, route, BodyKind.NONE, call -> call, rule, "Ostler's own");
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
    public Worded word(Problem problem, RequestHead head, String operation, String requestId) {
        int status = switch (problem) {
            case Problem.ServerDefect _ -> 500;
            case Problem.ControlRefused _, Problem.Credentials _ -> 403;
            default -> 400;
        };
        return new Worded(
                text(status, Reasons.of(problem) + "\n"), problem.getClass().getSimpleName());
    }

    @Override
    public void decorate(Reply reply, RequestHead head, String requestId) {
        reply.headers().add("opc-request-id", requestId).add("cache-control", "no-store");
    }
}
