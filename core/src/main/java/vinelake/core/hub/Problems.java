package vinelake.core.hub;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was found wrong so far: reading goes on, so that everything is told at once. */
final class Problems {

    private final Set<Problem> found = new LinkedHashSet<>();

    void add(String file, String path, String message) {
        found.add(new Problem(file, path, message));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new HubException(List.copyOf(found));
        }
    }
}
