// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server.operation;

import dev.ostler.iam.catalogue.Permission;
import dev.ostler.server.http.ClientGoneException;
import dev.ostler.server.http.Headers;
import dev.ostler.server.http.Reply;
import dev.ostler.server.http.RequestBody;
import dev.ostler.server.http.RequestHandler;
import dev.ostler.server.http.RequestHead;
import dev.ostler.server.http.UnreadableBodyException;
import dev.ostler.server.problem.Problem;
import dev.ostler.server.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way from a request to an answer: route, authenticate, read a small body, decode, authorize, answer. The only
 * place that turns a rule into an action, and the only one that catches what goes wrong.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int MAX_UNEXPECTED_BODY_BYTES = 64 << 10;
    private static final byte[] NOTHING = new byte[0];

    private final HostRules hosts;
    private final Map<Api, FrontEnd> frontEnds = new EnumMap<>(Api.class);
    private final OperationTable table;
    private final Authorizer authorizer;
    private final Control control;
    private final ClientAddresses addresses;
    private final Vcns vcns;
    private final Reasons reasons;
    private final Refusals refusals;
    private final RequestIds ids;
    private final Clock clock;

    /** Who may use the control API. */
    public interface Control {
        /** Throws ControlRefused unless the request proves control of the server. */
        void require(RequestHead head, Caller caller);
    }

    public Dispatcher(
            HostRules hosts,
            List<FrontEnd> frontEnds,
            Authorizer authorizer,
            Control control,
            ClientAddresses addresses,
            Vcns vcns,
            Reasons reasons,
            Refusals refusals,
            RequestIds ids,
            Clock clock) {
        this.hosts = hosts;
        frontEnds.forEach(frontEnd -> this.frontEnds.put(frontEnd.api(), frontEnd));
        this.table = new OperationTable(
                frontEnds.stream()
                        .flatMap(frontEnd -> frontEnd.operations().stream())
                        .collect(Collectors.<Operation<?>>toList()),
                frontEnds.stream().collect(Collectors.toMap(FrontEnd::api, FrontEnd::subresources)));
        this.authorizer = authorizer;
        this.control = control;
        this.addresses = addresses;
        this.vcns = vcns;
        this.reasons = reasons;
        this.refusals = refusals;
        this.ids = ids;
        this.clock = clock;
    }

    public OperationTable table() {
        return table;
    }

    /** What is known of a request so far; filled on its way, read when it goes wrong. */
    private static final class Progress implements Call.Notes {
        final String requestId;
        final Instant at;
        final RequestHead head;
        FrontEnd frontEnd;
        String operation = "-";
        /** Known once a request is decoded; until then its path says what it is about. */
        @Nullable
        Resource resource;

        @Nullable
        PathTemplate template;

        /** Empty until the way is known. */
        Optional<Way> way = Optional.empty();

        Caller caller = new Caller.Anonymous();
        List<String> assumed = List.of();

        Progress(String requestId, Instant at, RequestHead head, FrontEnd frontEnd) {
            this.requestId = requestId;
            this.at = at;
            this.head = head;
            this.frontEnd = frontEnd;
        }

        @Override
        public void assume(String what) {
            if (assumed.isEmpty()) {
                assumed = new ArrayList<>(1);
            }
            assumed.add(what);
        }

        /** For messages: bucket and key, as far as the request names them. */
        String resourceName() {
            if (resource != null) {
                return resource.displayName();
            }
            try {
                Map<String, String> variables = template == null || way.isEmpty()
                        ? Map.of()
                        : template.variables(way.get().path());
                String bucket = variables.getOrDefault("bucket", head.rawPath());
                String key = variables.get("key");
                return key == null ? bucket : bucket + "/" + key;
            } catch (ProblemException e) {
                // It cannot be decoded, and may be refused for that very reason.
                return head.rawPath();
            }
        }

        /** For messages: who was proven, else whom the credentials name. */
        String callerName(Problem problem) {
            return caller instanceof Caller.Anonymous && problem instanceof Problem.Credentials credentials
                    ? frontEnd.claimant(credentials)
                    : caller.displayName();
        }
    }

    /** What a request's operation is looked up by. */
    private record Way(Destination destination, String path, Query query) {}

    /** A request whose operation is known, or the reason why there is none. */
    private sealed interface Routed {
        record To(Operation<?> operation, Way way) implements Routed {}

        record Nowhere(Exception reason) implements Routed {}
    }

    /** Finds the operation that a request is for. Waits for nothing; what goes wrong is told by the task. */
    public RequestHandler.Task taskOf(RequestHead head) {
        Progress progress = begin(head);
        Routed routed = route(progress);
        return new RequestHandler.Task() {
            @Override
            public boolean answersAtOnce() {
                return routed instanceof Routed.To to && to.operation().answersAtOnce();
            }

            @Override
            public Reply answer(RequestBody body) {
                return Dispatcher.this.answer(routed, progress, body);
            }
        };
    }

    private Routed route(Progress progress) {
        RequestHead head = progress.head;
        try {
            Destination destination = hosts.destinationOf(head);
            FrontEnd frontEnd = frontEnd(destination.api());
            progress.frontEnd = frontEnd;
            Query query = Query.parse(head.rawQuery());
            Way way = new Way(destination, destination.effectivePath(head.rawPath()), query);
            progress.way = Optional.of(way);
            Operation<?> operation = table.route(frontEnd.api(), head, way.path(), query)
                    .orElseThrow(() -> new Problem.MethodNotAllowed(head.method(), head.rawPath()).thrown());
            return new Routed.To(operation, way);
        } catch (RuntimeException e) {
            return new Routed.Nowhere(e);
        }
    }

    /** Answers a request. Every failure is an answer; a client that went away gets one that nobody reads. */
    private Reply answer(Routed routed, Progress progress, RequestBody body) {
        Reply reply;
        try {
            reply = switch (routed) {
                case Routed.To(var operation, var way) -> served(perform(operation, progress, way, body), progress);
                case Routed.Nowhere(var reason) -> throw reason;
            };
        } catch (Exception | StackOverflowError e) {
            reply = failed(e, progress);
        }
        progress.frontEnd.decorate(reply, progress.head, progress.requestId);
        return reply;
    }

    private Reply served(Reply reply, Progress progress) {
        if (!progress.assumed.isEmpty()) {
            refusals.add(new Assumption(
                    progress.requestId,
                    progress.at,
                    progress.operation,
                    progress.resourceName(),
                    progress.caller.displayName(),
                    reply.status(),
                    progress.assumed));
        }
        return reply;
    }

    /** The answer to a request that could not be handled at all. */
    public Reply refuse(RequestHead head, Problem problem) {
        Progress progress = begin(head);
        Reply reply = refused(problem, progress);
        progress.frontEnd.decorate(reply, head, progress.requestId);
        return reply;
    }

    private Progress begin(RequestHead head) {
        return new Progress(ids.next(), clock.instant(), head, frontEnd(Api.S3));
    }

    private FrontEnd frontEnd(Api api) {
        FrontEnd frontEnd = frontEnds.get(api);
        if (frontEnd == null) {
            throw new IllegalStateException("no front end for " + api);
        }
        return frontEnd;
    }

    private <I> Reply perform(Operation<I> operation, Progress progress, Way way, RequestBody body) throws IOException {
        progress.operation = operation.name();
        progress.template = operation.route().path();
        Authenticated authenticated =
                progress.frontEnd.authenticate(progress.head, way.query(), way.destination(), operation.body(), body);
        progress.caller = authenticated.caller();
        Map<String, String> variables = operation.route().path().variables(way.path());
        byte[] document = readDocument(operation.body(), authenticated.body());
        Call call = new Call(
                progress.requestId,
                progress.at,
                progress.head,
                way.destination(),
                variables,
                way.query(),
                authenticated,
                document,
                progress);
        I input = operation.decoder().decode(call);
        return switch (operation.rule()) {
            case Rule.Granted<I> rule -> {
                Resource target = rule.target().apply(input);
                progress.resource = target;
                yield rule.answer().answer(input, authorize(operation, call, target, rule.sometimes()));
            }
            case Rule.Each<I, ?> each -> answerEach(operation, each, input, call, progress);
            case Rule.SignedIn<I> rule -> rule.answer().answer(input, signedIn(operation, call));
            case Rule.NotServed<I> rule -> {
                signedIn(operation, call);
                throw new Problem.NotServed(rule.words(), "").thrown();
            }
            case Rule.Control<I> rule -> {
                control.require(progress.head, call.caller());
                yield rule.answer().answer(input);
            }
            case Rule.Open<I> rule -> rule.answer().answer(input);
        };
    }

    private <I, T> Reply answerEach(Operation<I> operation, Rule.Each<I, T> rule, I input, Call call, Progress progress)
            throws IOException {
        List<Decided<T>> decided = new ArrayList<>();
        for (T item : rule.items().apply(input)) {
            Resource target = rule.target().apply(item);
            try {
                decided.add(new Decided.Permitted<>(item, authorize(operation, call, target, Set.of())));
            } catch (ProblemException e) {
                // One answer for all to whoever has not signed: several would tell that there is such a bucket.
                if (!(e.problem() instanceof Problem.NotAuthorized) || call.caller() instanceof Caller.Anonymous) {
                    throw e;
                }
                decided.add(new Decided.Refused<>(item, e.problem()));
                progress.resource = target;
                record(e.problem(), progress, 200, "AccessDenied");
            }
        }
        return rule.answer().answer(input, decided);
    }

    private static Caller.User signedIn(Operation<?> operation, Call call) {
        if (call.caller() instanceof Caller.User user) {
            return user;
        }
        throw new Problem.NotSignedIn(operation.name()).thrown();
    }

    private Permit authorize(Operation<?> operation, Call call, Resource target, Set<Permission> sometimes) {
        var circumstances = new Circumstances(
                call.receivedAt(), call.destination().region(), Optional.of(addresses.of(call.head())), vcns);
        return authorizer.authorize(new Authorizer.Request(
                call.caller(), operation.name(), operation.nativeName(), target, sometimes, circumstances));
    }

    /**
     * A document is read whole; where no body is expected, none may come, but its signed hash is checked all the same.
     * Objects and forms are read by their operation.
     */
    private static byte[] readDocument(BodyKind kind, IncomingBody body) throws IOException {
        return switch (kind) {
            case BodyKind.None _ -> readAtMost(MAX_UNEXPECTED_BODY_BYTES, body);
            case BodyKind.Document document -> readAtMost(document.maxBytes(), body);
            case BodyKind.Form _, BodyKind.ObjectBytes _ -> NOTHING;
        };
    }

    private static byte[] readAtMost(int maxBytes, IncomingBody body) throws IOException {
        if (body.lengthBytes() == 0) {
            // The end of the stream is where a signed hash is compared.
            if (body.stream().read() >= 0) {
                throw new IllegalStateException("a body of no bytes has bytes");
            }
            return NOTHING;
        }
        byte[] bytes = body.stream().readNBytes(maxBytes);
        if (bytes.length == maxBytes && body.stream().read() >= 0) {
            throw new Problem.EntityTooLarge(maxBytes, Math.max(body.lengthBytes(), maxBytes + 1L)).thrown();
        }
        return bytes;
    }

    private Reply failed(Throwable failure, Progress progress) {
        return switch (failure) {
            case ProblemException problem -> refused(problem.problem(), progress);
            case UnreadableBodyException unreadable ->
                refused(
                        switch (unreadable.reason()) {
                            case STALLED -> new Problem.BodyStalled();
                            case MALFORMED -> new Problem.MalformedRequest(String.valueOf(unreadable.getMessage()));
                        },
                        progress);
            case ClientGoneException gone -> {
                LOG.debug("{} {}: {}", progress.requestId, progress.operation, gone.getMessage());
                yield new Reply(400, new Headers());
            }
            default -> {
                LOG.error("{} {} {} failed", progress.requestId, progress.operation, progress.resourceName(), failure);
                yield refused(new Problem.ServerDefect(), progress);
            }
        };
    }

    private Reply refused(Problem problem, Progress progress) {
        FrontEnd.Worded worded = progress.frontEnd.word(problem, progress.head, progress.operation, progress.requestId);
        if (problem instanceof Problem.MethodNotAllowed) {
            // Source: RFC 9110, 15.5.6
            progress.way.ifPresent(way -> worded.reply()
                    .headers()
                    .add(
                            "allow",
                            String.join(", ", table.methodsOf(progress.frontEnd.api(), way.path(), way.query()))));
        }
        if (!(problem instanceof Problem.NotModified)) {
            reasons.header(problem, progress.operation, progress.caller)
                    .ifPresent(reason -> worded.reply().headers().add("ostler-reason", reason));
            // Whoever asks why a request was refused does not mean the asking.
            if (Reasons.isRefusal(problem) && progress.frontEnd.api() != Api.CONTROL) {
                record(problem, progress, worded.reply().status(), worded.code());
            }
        }
        return worded.reply();
    }

    private void record(Problem problem, Progress progress, int status, String code) {
        refusals.add(new Refusal(
                progress.requestId,
                progress.at,
                progress.operation,
                progress.resourceName(),
                progress.callerName(problem),
                status,
                code,
                problem,
                progress.head,
                progress.assumed));
    }
}
