package vinelake.service.repair;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A run of the command line, as it stands. */
public final class Run {

    private final UUID id = UUID.randomUUID();
    private final Task task;
    private final Instant startedAt;
    private volatile Optional<Outcome> outcome = Optional.empty();

    Run(Task task, Instant startedAt) {
        this.task = task;
        this.startedAt = startedAt;
    }

    public UUID id() {
        return id;
    }

    public Task task() {
        return task;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Empty as long as it runs. */
    public Optional<Outcome> outcome() {
        return outcome;
    }

    public boolean isDone() {
        return outcome.filter(o -> o.failure().isEmpty()).isPresent();
    }

    public long seconds(Instant now) {
        return Duration.between(startedAt, now).toSeconds();
    }

    void end(Outcome ended) {
        outcome = Optional.of(ended);
    }
}
