// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoggingTest {
    private final LoggerContext context = new LoggerContext();

    private String lineOf(Level level, String message, @Nullable Throwable thrown) {
        Logger logger = context.getLogger("dev.ostler.server.Emulator");
        return new Logging.Line().doLayout(new LoggingEvent("", logger, level, message, thrown, new Object[0]));
    }

    @Test
    void eventIsALineWithItsLevelAndTheClassAlone() {
        assertThat(lineOf(Level.WARN, "the disk is full", null))
                .matches("\\d\\d:\\d\\d:\\d\\d WARN  Emulator: the disk is full\\R");
        assertThat(lineOf(Level.ERROR, "the disk is gone", null))
                .matches("\\d\\d:\\d\\d:\\d\\d ERROR Emulator: the disk is gone\\R");
    }

    @Test
    void nameThatAClientChoseMakesNoLineOfItsOwn() {
        assertThat(lineOf(Level.WARN, "lake/a\r\n12:00:00 ERROR Emulator: forged\u001b[31m", null))
                .containsOnlyOnce(System.lineSeparator())
                .endsWith("lake/a??12:00:00 ERROR Emulator: forged?[31m" + System.lineSeparator());
    }

    @Test
    void messageOfWhatWasThrownMakesNoLineOfItsOwn() {
        var cause = new IllegalArgumentException("key a\n12:00:00 ERROR Emulator: forged");

        assertThat(lineOf(Level.ERROR, "failed", new IllegalStateException("why\r\nnot", cause)))
                .contains("java.lang.IllegalStateException: why??not" + System.lineSeparator())
                .contains("Caused by: java.lang.IllegalArgumentException: key a?12:00:00 ERROR Emulator: forged");
    }

    @Test
    void whatWasThrownFollowsWithItsStack() {
        assertThat(lineOf(Level.ERROR, "failed", new IllegalStateException("why")))
                .contains("java.lang.IllegalStateException: why")
                .contains("at dev.ostler.server.LoggingTest.");
    }

    @Test
    void logbackFindsThisConfiguration() {
        LoggerContext fresh = new LoggerContext();
        new Logging().configure(fresh);

        assertThat(fresh.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("STDERR"))
                .isNotNull();
        assertThat(java.util.ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .anyMatch(Logging.class::isInstance);
    }
}
