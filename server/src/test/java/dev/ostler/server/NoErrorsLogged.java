// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a class of tests when the server takes anything that they do for a defect of its own. Registered before the
 * server, it looks at what stopping logs too. Warnings count: Netty gives no more to what a listener throws.
 */
public final class NoErrorsLogged implements BeforeAllCallback, AfterAllCallback {
    private final List<ILoggingEvent> errors = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                errors.add(event);
            }
        }
    };

    @Override
    public void beforeAll(ExtensionContext context) {
        appender.start();
        root().addAppender(appender);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        root().detachAppender(appender);
        if (!errors.isEmpty()) {
            throw new AssertionError("the server logged errors: " + errors);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
