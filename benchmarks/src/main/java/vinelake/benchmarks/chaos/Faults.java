package vinelake.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;

/** All faults. */
final class Faults {

    /** Their names, with that of kills. */
    static List<String> names() {
        var names = new ArrayList<>(List.of(Trial.KILL));
        return names;
    }

    static List<Fault> of(Site site, Judge judge, State.Undisturbed undisturbed, long seed) {
        return List.of();
    }

    private Faults() {}
}
