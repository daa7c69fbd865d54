// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where blobs lie that are files: {@code staging/ID} while they are written, {@code blobs/RUN/FOLDER/ID} afterwards.
 *
 * <p>INVARIANT: every name is made of numbers of our own; nothing a user sent becomes part of a path.
 */
final class BlobFiles {
    private static final Logger LOG = LoggerFactory.getLogger(BlobFiles.class);

    private final Path staging;
    private final Path blobs;
    private final Disk disk;
    private final boolean forces;
    private final Set<Path> readyFolders = ConcurrentHashMap.newKeySet();

    /** Creates the two directories if they are missing. */
    BlobFiles(Path world, Disk disk, boolean forces) throws IOException {
        this.staging = world.resolve("staging");
        this.blobs = world.resolve("blobs");
        this.disk = disk;
        this.forces = forces;
        disk.createDirectory(staging);
        disk.createDirectory(blobs);
        if (forces) {
            disk.forceDirectory(world);
        }
    }

    Disk.DiskFile createStaged(long id) throws IOException {
        return disk.create(stagingPath(id));
    }

    FileChannel openStaged(long id) throws IOException {
        return disk.openForReading(stagingPath(id));
    }

    void deleteStaged(long id) throws IOException {
        disk.delete(stagingPath(id));
    }

    /** Moves a staged file, whose bytes are on disk, to its final place; returns when its name there is on disk too. */
    void settle(long id) throws IOException {
        prepareFolder(id);
        disk.rename(stagingPath(id), path(id));
        if (forces) {
            disk.forceDirectory(folder(id));
        }
    }

    FileChannel open(long id) throws IOException {
        return disk.openForReading(path(id));
    }

    /** Deletes a settled file that no row ever pointed at. */
    void deleteQuietly(long id) {
        try {
            disk.delete(path(id));
        } catch (IOException e) {
            LOG.warn("The file {} belongs to nobody and could not be deleted", path(id), e);
        }
    }

    /** Deletes settled files; returns when they cannot come back. */
    void deleteAll(List<Long> ids, int currentRun) throws IOException {
        Map<Path, Integer> touched = new HashMap<>();
        for (long id : ids) {
            disk.delete(path(id));
            touched.put(folder(id), BlobIds.runOf(id));
        }
        for (Map.Entry<Path, Integer> entry : touched.entrySet()) {
            Path folder = entry.getKey();
            if (forces && disk.exists(folder)) {
                disk.forceDirectory(folder);
            }
            boolean mayStillGrow = entry.getValue() == currentRun;
            if (!mayStillGrow) {
                deleteIfEmpty(folder);
                deleteIfEmpty(runPath(entry.getValue()));
            }
        }
    }

    private void deleteIfEmpty(Path folder) throws IOException {
        if (disk.list(folder).isEmpty()) {
            disk.delete(folder);
        }
    }

    /** Empties staging of what runs before {@code currentRun} left there. */
    void deleteStagedBefore(int currentRun) throws IOException {
        for (Path file : disk.list(staging)) {
            OptionalLong id = id(file);
            if (id.isEmpty() || BlobIds.runOf(id.getAsLong()) < currentRun) {
                disk.delete(file);
            }
        }
    }

    /** The folders in which a run has put files. */
    List<Path> folders(int run) throws IOException {
        return disk.list(runPath(run));
    }

    /** The blobs in a folder. Files with other names are none of ours and left alone. */
    List<Long> blobsIn(Path folder) throws IOException {
        return disk.list(folder).stream()
                .map(BlobFiles::id)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .toList();
    }

    Path path(long id) {
        return folder(id).resolve(name(id));
    }

    private Path folder(long id) {
        return runPath(BlobIds.runOf(id)).resolve(Long.toHexString(BlobIds.folderOf(id)));
    }

    private Path runPath(int run) {
        return blobs.resolve(Integer.toHexString(run));
    }

    private Path stagingPath(long id) {
        return staging.resolve(name(id));
    }

    private static String name(long id) {
        return Long.toHexString(id);
    }

    private static OptionalLong id(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(file.getFileName().toString(), 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Creates run and folder on first use, each durable in its parent before a file goes into it. */
    private void prepareFolder(long id) throws IOException {
        Path folder = folder(id);
        if (readyFolders.contains(folder)) {
            return;
        }
        synchronized (readyFolders) {
            if (readyFolders.contains(folder)) {
                return;
            }
            Path run = runPath(BlobIds.runOf(id));
            disk.createDirectory(run);
            disk.createDirectory(folder);
            if (forces) {
                disk.forceDirectory(run);
                disk.forceDirectory(blobs);
            }
            readyFolders.add(folder);
        }
    }
}
