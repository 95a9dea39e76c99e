package vinelake.city;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Writes what the departments deliver of one range of subjects, a part per file. Holds one subject's rows at a time.
 */
final class WritePartition implements Closeable {

    /** File of the planted errors, a line each: path, line and record within the part, and the rest of the truth. */
    static final String ERRORS = "errors.tsv";

    private final City city;
    private final Path folder;
    private final List<Told> feeds = new ArrayList<>();
    private final Map<String, Part> parts = new HashMap<>();
    private final BufferedWriter errors;

    private WritePartition(City city, Path folder) throws IOException {
        this.city = city;
        this.folder = folder;
        this.errors = Files.newBufferedWriter(folder.resolve(ERRORS), StandardCharsets.UTF_8);
    }

    /**
     * Writes the parts of one range.
     *
     * @param folder for the parts; it exists and is empty
     * @param written told of each subject
     * @return extent of each part, by path of its file
     */
    static Map<String, Part.Position> write(CityPlan plan, int partition, Path folder, IntConsumer written)
            throws IOException {
        try (WritePartition writer = new WritePartition(new City(plan), folder)) {
            writer.openAll(plan);
            for (int n = plan.firstSubjectOf(partition); n < plan.firstSubjectOf(partition + 1); n++) {
                writer.tell(writer.city.story(n));
                written.accept(n);
            }
            Map<String, Part.Position> extents = new HashMap<>();
            writer.parts.forEach((path, part) -> extents.put(path, part.end()));
            return extents;
        }
    }

    private void openAll(CityPlan plan) throws IOException {
        for (Feed feed : Feeds.ALL) {
            Told told =
                    new Told(feed, feed.rhythm().deliveries(plan), Outlet.of(feed, plan), new ErrorPlanter(city, feed));
            feeds.add(told);
            for (List<Outlet> delivery : told.outlets()) {
                for (Outlet outlet : delivery) {
                    open(outlet);
                }
            }
        }
        for (Outlet table : Truth.FROM_SUBJECTS) {
            open(table);
        }
    }

    private void open(Outlet outlet) throws IOException {
        Path path = folder.resolve(outlet.partName());
        parts.put(outlet.path(), Part.open(path, outlet.style().format().charset()));
    }

    private void tell(Story story) throws IOException {
        for (Told told : feeds) {
            tell(story, told);
        }
        Truth.tell(
                story,
                (table, values) -> parts.get(table.path()).append(table.style().record(values)));
    }

    private void tell(Story story, Told told) throws IOException {
        List<List<List<String>>> deliveries = told.rows(story);
        Dice dice = told.planter().dice(story.subject().number());
        List<List<String>> sound = List.of();
        for (int i = 0; i < deliveries.size(); i++) {
            List<Outlet> outlets = told.outlets().get(i);
            Outlet outlet = outlets.get(story.subject().districtNumber() % outlets.size());
            List<List<String>> before = sound;
            sound = writeDamaged(story, told, deliveries.get(i), outlet, dice);
            if (told.planter().resends(dice)) {
                for (List<String> row : before) {
                    note(story, outlet, PlantedError.ofRow(ErrorKind.RESENT_ROW), append(outlet, row));
                }
            }
        }
    }

    /** @return the rows that went into the file as they were */
    private List<List<String>> writeDamaged(Story story, Told told, List<List<String>> rows, Outlet outlet, Dice dice)
            throws IOException {
        List<List<String>> sound = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> values = new ArrayList<>(row);
            Optional<PlantedError> error = told.planter().damage(values, dice);
            Part.Position position = append(outlet, values);
            if (error.isEmpty()) {
                sound.add(row);
            } else {
                boolean isDuplicate = error.get().kind() == ErrorKind.DUPLICATE_ROW;
                note(story, outlet, error.get(), isDuplicate ? append(outlet, values) : position);
            }
        }
        return sound;
    }

    private Part.Position append(Outlet outlet, List<String> values) throws IOException {
        return parts.get(outlet.path()).append(outlet.style().record(values));
    }

    private void note(Story story, Outlet outlet, PlantedError error, Part.Position position) throws IOException {
        String rest = Truth.ERROR
                .style()
                .record(List.of(
                        error.kind().label(),
                        outlet.feed(),
                        story.subject().label(),
                        error.column(),
                        error.truth(),
                        error.delivered()));
        errors.write(outlet.path() + '\t' + position.line() + '\t' + position.record() + '\t' + rest);
    }

    @Override
    public void close() throws IOException {
        errors.close();
        for (Part part : parts.values()) {
            part.close();
        }
    }

    /** A feed with its files, by delivery. */
    private record Told(Feed feed, List<LocalDate> dates, List<List<Outlet>> outlets, ErrorPlanter planter) {

        /** The rows of a subject, each in the first delivery after it became known. */
        List<List<List<String>>> rows(Story story) {
            List<List<List<String>>> deliveries = new ArrayList<>();
            dates.forEach(date -> deliveries.add(new ArrayList<>()));
            LocalDate first = story.plan().firstDay();
            feed.tell(story, (known, values) -> {
                int delivery = 0;
                while (delivery < dates.size() && dates.get(delivery).isBefore(known)) {
                    delivery++;
                }
                if (delivery < dates.size() && !known.isBefore(first)) {
                    deliveries.get(delivery).add(values);
                }
            });
            return deliveries;
        }
    }
}
