package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What is done of an experiment, a line of JSON for each thing: the same command again goes on after it. */
final class State {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param port of the object store in the hub's settings
     * @param code its version: releases are named by it
     */
    record Settings(long seed, int subjects, int months, int port, String code) {}

    /**
     * The runs that nobody disturbed.
     *
     * @param commits {@code TABLE#ORDINAL} in order
     */
    record Undisturbed(long millis, List<String> commits) {}

    private record Line(Settings settings, Undisturbed undisturbed, Trial trial) {}

    private final Path file;
    private final List<Trial> trials = new ArrayList<>();
    private Settings settings;
    private Undisturbed undisturbed;

    private State(Path file) {
        this.file = file;
    }

    static State read(Path file) throws IOException {
        var state = new State(file);
        if (Files.exists(file)) {
            for (var text : Files.readAllLines(file)) {
                state.take(JSON.readValue(text, Line.class));
            }
        }
        return state;
    }

    synchronized Optional<Settings> settings() {
        return Optional.ofNullable(settings);
    }

    synchronized Optional<Undisturbed> undisturbed() {
        return Optional.ofNullable(undisturbed);
    }

    synchronized List<Trial> trials() {
        return List.copyOf(trials);
    }

    synchronized boolean has(String fault, int number) {
        return trials.stream().anyMatch(t -> t.fault().equals(fault) && t.number() == number);
    }

    void add(Settings made) throws IOException {
        add(new Line(made, null, null));
    }

    void add(Undisturbed made) throws IOException {
        add(new Line(null, made, null));
    }

    void add(Trial made) throws IOException {
        add(new Line(null, null, made));
    }

    private synchronized void add(Line line) throws IOException {
        Files.writeString(
                file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        take(line);
    }

    private void take(Line line) {
        settings = line.settings == null ? settings : line.settings;
        undisturbed = line.undisturbed == null ? undisturbed : line.undisturbed;
        if (line.trial != null) {
            trials.add(line.trial);
        }
    }
}
