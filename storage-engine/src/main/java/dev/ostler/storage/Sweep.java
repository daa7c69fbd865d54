// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/** Work in the background that may wait: what deleted things leave behind. */
@FunctionalInterface
public interface Sweep {
    /**
     * Does a bounded slice of the work through {@code engine}, on the sweeper thread.
     *
     * @return true when there is more to do now
     */
    boolean run(StorageEngine engine);
}
