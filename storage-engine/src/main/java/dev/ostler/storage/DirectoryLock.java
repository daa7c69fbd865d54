// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps a directory to one process: a locked file that holds the owner's process id. */
final class DirectoryLock implements AutoCloseable {
    private static final String LOCK = "LOCK";
    private static final int MAX_PID_DIGITS = 20;

    /**
     * What this process has locked. Static because the kernel's record is: it belongs to the process, and closing any
     * channel on the file, a second opener's too, would give it up.
     */
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Creates the file {@code LOCK} if needed and locks it.
     *
     * @throws UnusableDirectoryException somebody has it; the message names the process
     */
    static DirectoryLock take(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new UnusableDirectoryException(directory + " is not a directory");
        }
        Path file = directory.toRealPath().resolve(LOCK);
        if (!HELD_BY_THIS_PROCESS.add(file)) {
            throw taken(file, Long.toString(ProcessHandle.current().pid()));
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, CREATE, READ, WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw taken(file, readPid(channel));
            }
            writePid(channel);
            return new DirectoryLock(file, channel);
        } catch (IOException | RuntimeException e) {
            HELD_BY_THIS_PROCESS.remove(file);
            closeAfter(e, channel);
            throw e;
        }
    }

    /** The file stays: deleting it would let a third process lock a name that a second one waits for. */
    @Override
    public void close() throws IOException {
        channel.close();
        HELD_BY_THIS_PROCESS.remove(file);
    }

    private static UnusableDirectoryException taken(Path file, String pid) {
        return new UnusableDirectoryException("the data directory " + file.getParent() + " is in use by process " + pid
                + "; stop it, or choose another directory");
    }

    private static void writePid(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(UTF_8)), 0);
    }

    private static String readPid(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID_DIGITS);
        channel.read(pid, 0);
        String text = UTF_8.decode(pid.flip()).toString().strip();
        return text.isEmpty() ? "(unknown)" : text;
    }

    private static void closeAfter(Exception reason, @Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
