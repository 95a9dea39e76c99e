package vinelake.core.hub;

import java.util.List;
import java.util.stream.Collectors;

/** The hub folder cannot be used: every problem of every file, at once. */
public final class HubException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems at least one */
    public HubException(List<Problem> problems) {
        super(problems.stream().sorted().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems.stream().sorted().toList();
    }

    public List<Problem> problems() {
        return problems;
    }

    /** Whether a contract or policy is at fault (exit code 3) and not just hub.yaml (exit code 2). */
    public boolean concernsContracts() {
        return problems.stream().anyMatch(p -> !p.file().equals("hub.yaml"));
    }
}
