// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

/**
 * A write or a force failed, now or earlier, and the engine writes no more until it is opened again; reads go on.
 *
 * <p>After a failed force nobody knows what is on disk, and a second one would say "done" without having done it.
 */
public final class EngineFailedException extends RuntimeException {
    public EngineFailedException(Throwable cause) {
        super("the disk failed and nothing is written any more until a restart: " + cause, cause);
    }
}
