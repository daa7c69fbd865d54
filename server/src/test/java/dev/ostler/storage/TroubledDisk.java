// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * The real disk, which fills up or fails when a test wants it to. It stands in the engine's package because nobody else
 * may come between the engine and the disk.
 */
public final class TroubledDisk {
    /** What a disk can fail at. */
    public enum Failing {
        NOTHING,
        /** Writing to a file. */
        APPEND,
        /** The fsync of a file. */
        FORCE,
        /** The fsync of a directory. */
        FORCE_DIRECTORY,
        /** Moving a body to its place. */
        RENAME,
        /** Writing the index. */
        INDEX
    }

    private volatile long freeBytes = Long.MAX_VALUE / 2;
    private volatile Failing failing = Failing.NOTHING;

    public void setFreeBytes(long bytes) {
        freeBytes = bytes;
    }

    public void fail(Failing what) {
        failing = what;
    }

    public DataDirectory open(Path directory, EngineOptions options) throws IOException {
        return DataDirectory.open(directory, options, before(Disk.class, new RealDisk()), false);
    }

    /** Does what {@code real} does, unless that is what fails now. */
    private <T> T before(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    if (method.getName().equals("freeBytes")) {
                        return freeBytes;
                    }
                    if (failing != Failing.NOTHING && failing == failingIn(method)) {
                        throw new IOException("on purpose: " + failing);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof Disk.DiskFile file ? before(Disk.DiskFile.class, file) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** NOTHING for a method that never fails. */
    private static Failing failingIn(Method method) {
        return switch (method.getName()) {
            case "append" -> Failing.APPEND;
            case "force" -> Failing.FORCE;
            case "forceDirectory" -> Failing.FORCE_DIRECTORY;
            case "rename" -> Failing.RENAME;
            case "aboutToWriteIndex" -> Failing.INDEX;
            default -> Failing.NOTHING;
        };
    }
}
