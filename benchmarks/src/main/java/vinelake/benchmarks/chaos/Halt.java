package vinelake.benchmarks.chaos;

import java.util.Locale;

/**
 * A commit at which a process is halted.
 *
 * @param table below the lake's root
 * @param ordinal the how many-th entry that the process writes to the table's log, from 1
 */
record Halt(String table, int ordinal, Place place) {

    /** As a process is told; {@link #parse} reads it. */
    @Override
    public String toString() {
        return "%s#%d:%s".formatted(table, ordinal, place.name().toLowerCase(Locale.ROOT));
    }

    static Halt parse(String text) {
        int place = text.lastIndexOf(':');
        return at(
                text.substring(0, place),
                Place.valueOf(text.substring(place + 1).toUpperCase(Locale.ROOT)));
    }

    /** @param commit {@code TABLE#ORDINAL} */
    static Halt at(String commit, Place place) {
        int number = commit.lastIndexOf('#');
        return new Halt(commit.substring(0, number), Integer.parseInt(commit.substring(number + 1)), place);
    }
}
