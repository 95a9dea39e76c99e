package vinelake.etl.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import vinelake.etl.text.Turns.Turn;

/**
 * Reads files once, several stretches of them side by side, and yet judges their rows in order: which of two equal rows
 * comes first has to be known before either is written.
 *
 * <p>A worker takes the next stretch, parses it, waits for its turn, and has the rows judged; then the next stretch has
 * its turn while this worker's sink takes the rows. Where a stretch begins nobody knows whether the place lies within
 * quotes: each worker guesses that it does not and begins at the next line. In its turn it learns where the stretch before
 * ended; one that began elsewhere is read again from there. So the guess costs time where it is wrong, and nothing else.
 */
public final class OrderedPass {

    private static final long LOCAL_STRETCH = 2L << 20;

    /** On an object store a stretch is a request. */
    private static final long REMOTE_STRETCH = 8L << 20;

    /** So many batches of a stretch are parsed before its turn. */
    private static final int AHEAD = 8;

    private final Configuration configuration;
    private final Workers workers;
    private final Watcher watcher;
    private final long stretchBytes;

    public OrderedPass(Configuration configuration, Workers workers, Watcher watcher) {
        this(configuration, workers, watcher, 0);
    }

    /** @param stretchBytes 0 for what suits the file system */
    OrderedPass(Configuration configuration, Workers workers, Watcher watcher, long stretchBytes) {
        this.configuration = configuration;
        this.workers = workers;
        this.watcher = watcher;
        this.stretchBytes = stretchBytes;
    }

    /** Who wants to know how far it is. */
    public interface Watcher {

        Watcher NOBODY = (bytes, records) -> {};

        /** More of the files was read. */
        void read(long bytes, long records);
    }

    /** Threads that several passes may share, and how many of them one may use. */
    public record Workers(ExecutorService threads, int count) {

        /** Nobody but who calls. */
        public static final Workers NONE = new Workers(null, 1);
    }

    /** A file and where the contract's columns stand in it. */
    public record Source(TextFile file, Layout layout) {}

    /** A part of a file, and how many records begin in it. */
    public record ReadPart(TextPart part, long records) {}

    /** Judges one batch after the other, in the order of files and lines; whatever it keeps needs no lock. */
    public interface Judge {
        /** Leaves a verdict on every row. */
        void judge(TextBatch batch);
    }

    /** Takes judged rows, in order: those that one worker has read. */
    public interface Sink {
        void take(TextBatch batch) throws IOException;

        /** The worker will read no more. */
        void end() throws IOException;
    }

    /** A sink for each worker. Who made them closes those that were not ended when the pass fails. */
    public interface Sinks {
        Sink open() throws IOException;
    }

    /** Nanoseconds of the workers' threads, summed. */
    public static final class Spent {

        private long parsing;
        private long waiting;
        private long judging;

        private synchronized void add(long parse, long wait, long judge) {
            parsing += parse;
            waiting += wait;
            judging += judge;
        }

        public synchronized long parsing() {
            return parsing;
        }

        /** For a turn. */
        public synchronized long waiting() {
            return waiting;
        }

        public synchronized long judging() {
            return judging;
        }
    }

    /**
     * What becomes of rows.
     *
     * @param all the columns of {@link TextTable#schema}
     * @param required which of them sinks see as Spark does
     * @param spent is added to
     */
    public record Rows(RowParser parser, StructType all, StructType required, Judge judge, Sinks sinks, Spent spent) {}

    /** A piece of a file; the parts of the files begin where the records do. */
    private record Stretch(int file, Source source, long start, long end) {

        private TextPart part(Turn turn) {
            return new TextPart(
                    file,
                    source.file(),
                    source.layout(),
                    turn.start(),
                    end,
                    turn.lines(),
                    turn.records(),
                    Verdicts.NONE);
        }
    }

    /**
     * Only finds lines and records.
     *
     * @return the parts of the files, in order
     * @throws UnreadableFileException where a file cannot be split into records
     */
    public List<ReadPart> count(List<Source> sources) throws IOException {
        return read(sources, Optional.empty());
    }

    /**
     * Has all rows judged and taken.
     *
     * @return the parts of the files, in order
     * @throws UnreadableFileException where a file cannot be split into records
     */
    public List<ReadPart> read(List<Source> sources, Rows rows) throws IOException {
        return read(sources, Optional.of(rows));
    }

    private List<ReadPart> read(List<Source> sources, Optional<Rows> rows) throws IOException {
        var stretches = new ArrayList<Stretch>();
        for (int i = 0; i < sources.size(); i++) {
            addStretches(i, sources.get(i), stretches);
        }
        var turns = new Turns();
        var claimed = new AtomicInteger();
        int count = Math.min(workers.count(), stretches.size());
        if (count < 2) {
            work(stretches, claimed, rows, turns);
            return turns.parts();
        }
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < count; i++) {
            running.add(workers.threads().submit(() -> {
                work(stretches, claimed, rows, turns);
                return null;
            }));
        }
        await(running, turns);
        return turns.parts();
    }

    private void addStretches(int file, Source source, List<Stretch> all) throws IOException {
        if (!source.file().isByteWise()) {
            all.add(new Stretch(file, source, 0, Long.MAX_VALUE / 2));
            return;
        }
        var path = new Path(source.file().location());
        var fileSystem = path.getFileSystem(configuration);
        long length =
                Math.min(source.file().length(configuration), source.file().end());
        long bytes = stretchBytes > 0
                ? stretchBytes
                : "file".equals(fileSystem.getUri().getScheme()) ? LOCAL_STRETCH : REMOTE_STRETCH;
        long start = 0;
        // The last stretch takes what would be a small one of its own.
        for (; length - start >= bytes * 3 / 2 && length - start > bytes; start += bytes) {
            all.add(new Stretch(file, source, start, start + bytes));
        }
        all.add(new Stretch(file, source, start, length));
    }

    /** One worker's share. */
    private void work(List<Stretch> stretches, AtomicInteger claimed, Optional<Rows> rows, Turns turns)
            throws IOException {
        try {
            var worker = new Worker(rows.orElse(null), turns);
            for (int i = claimed.getAndIncrement(); i < stretches.size(); i = claimed.getAndIncrement()) {
                worker.read(i, stretches.get(i));
            }
            worker.end();
        } catch (Throwable e) {
            turns.end();
            throw e;
        }
    }

    /** Waits for all of them, so that nobody works on when this ends; then throws what went wrong first. */
    private static void await(List<Future<?>> running, Turns turns) throws IOException {
        Throwable failure = null;
        boolean isInterrupted = false;
        for (var worker : running) {
            boolean isDone = false;
            while (!isDone) {
                try {
                    worker.get();
                    isDone = true;
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    turns.end();
                } catch (ExecutionException e) {
                    isDone = true;
                    // Whom another one's failure has ended has nothing to say.
                    if (failure == null || failure instanceof Turns.EndedException) {
                        failure = e.getCause();
                    }
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private final class Worker {

        private final Rows rows;
        private final Turns turns;
        private final Sink sink;
        private final List<TextBatch> batches = new ArrayList<>();
        private int filled;
        private RecordReader reader;
        private RecordReader.SplitException split;
        private long parsing;
        private long waiting;
        private long judging;

        /** @param rows null to count only */
        Worker(Rows rows, Turns turns) throws IOException {
            this.rows = rows;
            this.turns = turns;
            this.sink = rows == null ? null : rows.sinks().open();
        }

        void read(int number, Stretch stretch) throws IOException {
            try {
                boolean isFirst = stretch.start() == 0;
                var guess = new Turn(stretch.file(), open(stretch, stretch.start(), isFirst), 0, 0);
                boolean isRead = parse(stretch, guess);
                long start = System.nanoTime();
                var turn = turns.await(number, stretch.file());
                waiting += System.nanoTime() - start;
                if (turn.start() >= stretch.end() && !isFirst) {
                    turns.pass(turn);
                    return;
                }
                if (turn.start() != guess.start()) {
                    reader.close();
                    open(stretch, turn.start(), true);
                    isRead = parse(stretch, guess);
                }
                while (!isRead) {
                    judge(stretch, turn);
                    take();
                    isRead = parse(stretch, guess);
                }
                judge(stretch, turn);
                watcher.read(reader.position() - turn.start(), reader.records());
                turns.pass(
                        new ReadPart(stretch.part(turn), reader.records()),
                        new Turn(
                                stretch.file(),
                                reader.position(),
                                turn.lines() + reader.lines(),
                                turn.records() + reader.records()));
                take();
            } finally {
                if (reader != null) {
                    reader.close();
                    reader = null;
                }
            }
        }

        /** @return where the first record or line begins */
        private long open(Stretch stretch, long start, boolean isAtRecord) throws IOException {
            reader = new RecordReader(stretch.source().file(), configuration, start, isAtRecord, stretch.end());
            return isAtRecord ? start : reader.position();
        }

        /** @return whether the stretch has ended, or cannot be read on */
        private boolean parse(Stretch stretch, Turn guess) throws IOException {
            filled = 0;
            split = null;
            long start = System.nanoTime();
            try {
                return rows == null ? pass() : fill(stretch.part(guess));
            } catch (RecordReader.SplitException e) {
                split = e;
                return true;
            } finally {
                parsing += System.nanoTime() - start;
            }
        }

        private boolean pass() throws IOException {
            while (reader.next()) {
                continue;
            }
            return true;
        }

        private boolean fill(TextPart part) throws IOException {
            while (filled < AHEAD) {
                if (filled == batches.size()) {
                    batches.add(new TextBatch(rows.parser().copy(), rows.all(), rows.required()));
                }
                var batch = batches.get(filled++);
                batch.begin(part);
                while (!batch.isFull()) {
                    if (!reader.next()) {
                        return true;
                    }
                    batch.add(reader);
                }
            }
            return false;
        }

        private void judge(Stretch stretch, Turn turn) throws IOException {
            if (split != null) {
                throw new UnreadableFileException(
                        stretch.source().file().name(),
                        "line %d: %s".formatted(turn.lines() + split.line(), split.getMessage()));
            }
            long start = System.nanoTime();
            for (var batch : batches.subList(0, filled)) {
                batch.move(turn.lines(), turn.records());
                rows.judge().judge(batch);
            }
            judging += System.nanoTime() - start;
        }

        private void take() throws IOException {
            for (var batch : batches.subList(0, filled)) {
                if (batch.size() > 0) {
                    sink.take(batch);
                }
            }
        }

        void end() throws IOException {
            if (sink != null) {
                sink.end();
                rows.spent().add(parsing, waiting, judging);
            }
        }
    }
}
