package vinelake.etl.text;

import java.util.ArrayList;
import java.util.List;
import vinelake.etl.text.OrderedPass.ReadPart;

/** Whose turn it is among workers that read stretches of files side by side, and what the one before has left. */
final class Turns {

    private final List<ReadPart> parts = new ArrayList<>();
    private int next;
    private Turn turn = Turn.first(0);
    private boolean isEnded;

    /**
     * Where a stretch begins.
     *
     * @param file place in the list of files
     * @param start of the first record or line that nobody has read
     * @param lines of the file before it
     * @param records of the file before it
     */
    record Turn(int file, long start, long lines, long records) {

        private static Turn first(int file) {
            return new Turn(file, 0, 0, 0);
        }
    }

    /** Another worker has failed, or nobody waits for the rows any more. */
    static final class EndedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private EndedException() {
            super("the reading of the files was broken off");
        }
    }

    /**
     * Waits until all stretches before this one had their turn.
     *
     * @param number of the stretch, from 0
     * @param file that it is of
     * @throws EndedException when there are no turns any more
     */
    synchronized Turn await(int number, int file) {
        try {
            while (next != number && !isEnded) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndedException();
        }
        if (isEnded) {
            throw new EndedException();
        }
        return turn.file() == file ? turn : Turn.first(file);
    }

    /** Ends the turn of a stretch in which nothing begins. */
    synchronized void pass(Turn same) {
        turn = same;
        next++;
        notifyAll();
    }

    /** Ends the turn of a stretch, with what was read and where the next one begins. */
    synchronized void pass(ReadPart part, Turn to) {
        parts.add(part);
        pass(to);
    }

    /** Lets nobody have a turn any more. */
    synchronized void end() {
        isEnded = true;
        notifyAll();
    }

    synchronized List<ReadPart> parts() {
        return List.copyOf(parts);
    }
}
