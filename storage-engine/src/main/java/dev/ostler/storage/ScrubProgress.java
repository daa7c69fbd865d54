// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** Told how far a scrub has come, on the thread that runs it. Throwing stops the scrub and reaches its caller. */
@FunctionalInterface
public interface ScrubProgress {
    /**
     * Called after each slice: a few files, or some megabytes of small bodies.
     *
     * @param soFar what was read until now
     * @param blobsExpected about how many there are in all; an estimate
     */
    void checked(ScrubReport soFar, long blobsExpected);
}
