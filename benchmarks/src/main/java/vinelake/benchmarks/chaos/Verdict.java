package vinelake.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * How a lake differs from what it must be.
 *
 * @param lost rows of the undisturbed lake, or records of a delivery, that are missing
 * @param doubled rows that are there more often than in the undisturbed lake, or there at all
 * @param unequal tables whose content differs
 * @param complaints what is wrong besides, in words
 */
record Verdict(long lost, long doubled, long unequal, List<String> complaints) {

    static final Verdict RIGHT = new Verdict(0, 0, 0, List.of());

    Verdict {
        complaints = List.copyOf(complaints);
    }

    static Verdict complaint(String text) {
        return new Verdict(0, 0, 0, List.of(text));
    }

    Verdict plus(Verdict other) {
        var all = new ArrayList<>(complaints);
        all.addAll(other.complaints);
        return new Verdict(lost + other.lost, doubled + other.doubled, unequal + other.unequal, all);
    }

    boolean isRight() {
        return lost == 0 && doubled == 0 && unequal == 0 && complaints.isEmpty();
    }
}
