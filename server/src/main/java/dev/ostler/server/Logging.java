// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.ostler.server.operation.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The server's log: one line an event on stderr, from the level that {@code OSTLER_LOG} names ({@code WARN} without it).
 * In code, because Logback's XML takes a fifth of the time until the server is ready.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    /** Found by Logback as a service. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Line line = new Line();
        line.setContext(context);
        line.start();

        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(line);

        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName("STDERR");
        stderr.setTarget(ConsoleTarget.SystemErr.getName());
        stderr.setEncoder(encoder);
        encoder.start();
        stderr.start();

        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getenv("OSTLER_LOG"), Level.WARN));
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** {@code 10:14:03 WARN  CleanupSweep: message}, and the stack of what was thrown below it. */
    static final class Line extends LayoutBase<ILoggingEvent> {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

        @Override
        public String doLayout(ILoggingEvent event) {
            String logger = event.getLoggerName();
            StringBuilder line = new StringBuilder()
                    .append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                    .append(' ')
                    .append(event.getLevel())
                    .append(event.getLevel().levelStr.length() < Level.ERROR.levelStr.length() ? "  " : " ")
                    .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                    .append(": ")
                    .append(Printable.line(event.getFormattedMessage()))
                    .append(System.lineSeparator());
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                append(line, "", thrown);
            }
            return line.toString();
        }

        /** As Java prints it, but for messages, which may repeat what a client sent. */
        private static void append(StringBuilder out, String relation, IThrowableProxy thrown) {
            String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
            out.append(relation)
                    .append(Printable.line(thrown.getClassName() + message))
                    .append(System.lineSeparator());
            ThrowableProxyUtil.subjoinSTEPArray(out, ThrowableProxyUtil.REGULAR_EXCEPTION_INDENT, thrown);
            for (IThrowableProxy suppressed : thrown.getSuppressed()) {
                append(out, "Suppressed: ", suppressed);
            }
            if (thrown.getCause() != null) {
                append(out, "Caused by: ", thrown.getCause());
            }
        }
    }
}
