// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import dev.ostler.server.api.control.ExplainedText;
import dev.ostler.server.api.control.PolicyExplanation;
import dev.ostler.server.operation.Printable;
import dev.ostler.server.operation.Reasons;
import dev.ostler.server.operation.Refusal;
import dev.ostler.server.problem.Problem;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Tells the person at the terminal of refusals, a line each, from a thread of its own: a terminal that is held does not hold
 * up requests. Lines beyond {@link #MAX_WAITING_LINES} are dropped; {@code ostler explain} still knows of them.
 */
final class Terminal implements AutoCloseable {
    static final int MAX_WAITING_LINES = 1_000;
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final PrintWriter out;
    private final ExecutorService printing = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING_LINES),
            Thread.ofPlatform().daemon().name("terminal").factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    Terminal(PrintWriter out) {
        this.out = out;
    }

    /** One line, and how to learn more. */
    void refused(Refusal refusal) {
        printing.execute(
                () -> out.println(line(refusal) + "   ostler explain " + ExplainedText.shortId(refusal.requestId())));
    }

    static String line(Refusal refusal) {
        return Printable.line(TIME.format(refusal.at()) + " REFUSED " + refusal.operation() + " " + refusal.resource()
                + " " + refusal.caller() + ": " + reason(refusal));
    }

    private static String reason(Refusal refusal) {
        // For whoever runs the server; the client is told no more than of any other unknown key.
        if (refusal.problem() instanceof Problem.UnknownAccessKey unknown
                && unknown.pending().isPresent()) {
            return "the access key is not in force yet, "
                    + unknown.pending().get().wordedAt(refusal.at());
        }
        return PolicyExplanation.inShort(refusal).orElseGet(() -> Reasons.of(refusal.problem()));
    }

    /** Prints what waits. */
    @Override
    public void close() {
        printing.shutdown();
        try {
            printing.awaitTermination(PATIENCE_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
