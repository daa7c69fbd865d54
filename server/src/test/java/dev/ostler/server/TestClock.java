// SPDX-License-Identifier: Apache-2.0
package dev.ostler.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock, moved forward or back at will. */
public final class TestClock extends Clock {
    private volatile Duration offset = Duration.ZERO;

    /** Moves the clock; a negative duration moves it back. */
    public void advance(Duration by) {
        offset = offset.plus(by);
    }

    /** Shows the system's time again. */
    public void reset() {
        offset = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the server tells time in UTC alone");
    }
}
