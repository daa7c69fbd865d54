// SPDX-License-Identifier: Apache-2.0
package dev.ostler.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one writer of rows: whoever holds {@code turn}.
 *
 * <p>Stages of a commit: (1) the caller puts its change into the queue; (2) the writer takes changes from the queue until the
 * batch is full or the queue empty, and runs each against the rows as the changes before it left them; (3) it writes the batch
 * to the index with one synced write, the moment of truth; (4) it makes the batch's last sequence visible to new leases; (5) it
 * wakes the callers. Nobody waits for company: what arrives during stage 3 is the next batch.
 *
 * <p>The writer is a thread of its own as long as there is a queue. A caller that finds it asleep takes the turn itself, for one
 * batch: a lone client is spared two changes of threads. At most one caller at a time is inside a synced write, so that callers
 * on virtual threads, which hold their carrier there, leave the others theirs.
 *
 * <p>INVARIANT: changes happen one after another, in the order of their sequences; a change sees all those before it.
 *
 * <p>INVARIANT: nobody learns anything that depends on rows that are not on disk. A change that throws is answered after the
 * write too, because it may have thrown at what an earlier change of the same batch wrote.
 *
 * <p>INVARIANT: after a failed write no other write is tried.
 */
final class Committer implements AutoCloseable {
    private final ConcurrentLinkedQueue<Submission<?>> queue = new ConcurrentLinkedQueue<>();
    private final List<Submission<?>> current = new ArrayList<>(Batch.MAX_CHANGES);
    private final Index index;
    private final Batch batch;
    private final Stager stager;
    private final Leases leases;
    private final Disk disk;
    private final FailStop failStop;
    private final DeletePressure deletes;
    private final Runnable deletesCallForFlush;
    private final Thread thread;
    private final ReentrantLock turn = new ReentrantLock();
    private long sequence;
    private volatile boolean idle;
    private volatile boolean closing;

    Committer(
            EngineParts parts,
            Stager stager,
            long firstSequence,
            DeletePressure deletes,
            Runnable deletesCallForFlush) {
        this.index = parts.index();
        this.batch = new Batch(parts.index());
        this.leases = parts.leases();
        this.disk = parts.disk();
        this.failStop = parts.failStop();
        this.stager = stager;
        this.sequence = firstSequence;
        this.deletes = deletes;
        this.deletesCallForFlush = deletesCallForFlush;
        this.thread = Thread.ofPlatform().daemon().name("ostler-committer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** See {@link StorageEngine#commit}. The caller has made sure that the committer is not closed meanwhile. */
    <T> T commit(Change<T> change, int maxRows) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change cannot commit another change");
        }
        failStop.requireWorking();
        Submission<T> submission = new Submission<>(change, maxRows);
        queue.add(submission);
        if (idle && turn.tryLock()) {
            try {
                commitBatch();
            } finally {
                turn.unlock();
            }
        }
        // Whoever did not take the turn, or left something behind, sees to it that somebody does.
        if (idle && !queue.isEmpty()) {
            LockSupport.unpark(thread);
        }
        return submission.await();
    }

    /** Ends the thread. Nobody may be waiting in {@link #commit}. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Uninterrupted.join(thread);
        batch.close();
    }

    private void run() {
        while (awaitWork()) {
            turn.lock();
            try {
                commitBatch();
            } finally {
                turn.unlock();
            }
        }
    }

    /** False when there is nothing to do any more. */
    private boolean awaitWork() {
        while (true) {
            if (!queue.isEmpty()) {
                return true;
            }
            idle = true;
            if (queue.isEmpty()) {
                if (closing) {
                    return false;
                }
                LockSupport.park(this);
            }
            idle = false;
        }
    }

    /** Does what is in the queue, as far as it fits into one batch. By the holder of {@code turn}. */
    private void commitBatch() {
        try {
            fillBatch();
            writeBatch();
        } catch (Throwable failure) {
            EngineFailedException reason = failStop.because(failure);
            current.forEach(submission -> submission.failed(reason));
        }
        current.forEach(Submission::complete);
        current.clear();
        batch.clear();
    }

    private void fillBatch() throws Exception {
        Submission<?> next = queue.poll();
        while (next != null) {
            current.add(next);
            failStop.requireWorking();
            apply(next);
            next = batch.hasRoom() ? queue.poll() : null;
        }
    }

    private void apply(Submission<?> submission) throws Exception {
        ChangeRows rows = new ChangeRows(batch, stager, ++sequence, submission.maxRows());
        try {
            submission.run(rows);
        } catch (Throwable thrown) {
            rows.rollBack();
            submission.failed(thrown);
            return;
        } finally {
            rows.end();
            sequence = rows.lastSequence();
        }
        batch.add(rows);
    }

    private void writeBatch() throws Exception {
        if (batch.isEmpty()) {
            return;
        }
        disk.aboutToWriteIndex();
        index.write(batch.writes(), true);
        disk.wroteIndex();
        leases.visible(batch.lastSequence());
        batch.adopted().forEach(Staged::committed);
        batch.countDeletes(deletes);
        if (deletes.callsForFlush()) {
            deletesCallForFlush.run();
        }
    }
}
