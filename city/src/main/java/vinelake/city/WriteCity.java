package vinelake.city;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Writes a whole city: ranges of subjects beside each other, then their parts one behind the other. */
final class WriteCity {

    private static final String WORK = ".writing";

    private final CityPlan plan;
    private final Path out;

    private WriteCity(CityPlan plan, Path out) {
        this.plan = plan;
        this.out = out;
    }

    /**
     * Writes {@code landing} and {@code truth}.
     *
     * @param out is created where it is missing; holds neither of the two folders yet
     * @param written told of each subject, from several threads
     * @throws IllegalArgumentException when a folder is already there
     */
    static Report write(CityPlan plan, Path out, IntConsumer written) throws IOException, InterruptedException {
        for (String folder : List.of(Outlet.LANDING, Outlet.TRUTH)) {
            if (Files.exists(out.resolve(folder))) {
                throw new IllegalArgumentException(
                        "--out: %s is there already. Allowed: a folder without landing and truth. Remove it or name another one."
                                .formatted(out.resolve(folder)));
            }
        }
        return new WriteCity(plan, out).write(written);
    }

    private Report write(IntConsumer written) throws IOException, InterruptedException {
        Path work = out.resolve(WORK);
        remove(work);
        for (int partition = 0; partition < plan.partitions(); partition++) {
            Files.createDirectories(work.resolve(Integer.toString(partition)));
        }
        List<Map<String, Part.Position>> extents = writePartitions(work, written);
        List<Outlet> landing = landing();
        for (Outlet outlet : landing) {
            join(work, outlet);
        }
        for (Outlet table : Truth.FROM_SUBJECTS) {
            join(work, table);
        }
        joinErrors(work, landing, extents);
        Report report = report(landing, extents);
        remove(work);
        return report;
    }

    private List<Map<String, Part.Position>> writePartitions(Path work, IntConsumer written)
            throws IOException, InterruptedException {
        int threads = Math.min(plan.partitions(), Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Map<String, Part.Position>>> running = new ArrayList<>();
            for (int i = 0; i < plan.partitions(); i++) {
                int partition = i;
                Path folder = work.resolve(Integer.toString(partition));
                running.add(pool.submit(() -> WritePartition.write(plan, partition, folder, written)));
            }
            List<Map<String, Part.Position>> extents = new ArrayList<>();
            for (Future<Map<String, Part.Position>> partition : running) {
                extents.add(partition.get());
            }
            return extents;
        } catch (ExecutionException e) {
            throw new IOException("a range of subjects could not be written: " + e.getCause(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Outlet> landing() {
        return Feeds.ALL.stream()
                .flatMap(feed -> Outlet.of(feed, plan).stream())
                .flatMap(List::stream)
                .toList();
    }

    private void join(Path work, Outlet outlet) throws IOException {
        Path path = out.resolve(outlet.path());
        Files.createDirectories(path.getParent());
        try (OutputStream file = Files.newOutputStream(path)) {
            String beginning = outlet.style().beginning(outlet.fields());
            file.write(beginning.getBytes(outlet.style().format().charset()));
            for (int partition = 0; partition < plan.partitions(); partition++) {
                Files.copy(part(work, partition, outlet.partName()), file);
            }
        }
    }

    /** The line in the part and the lines before the part make the line in the file. */
    private void joinErrors(Path work, List<Outlet> landing, List<Map<String, Part.Position>> extents)
            throws IOException {
        Map<String, Outlet> byPath = new TreeMap<>();
        Map<String, Part.Position> before = new TreeMap<>();
        for (Outlet outlet : landing) {
            byPath.put(outlet.path(), outlet);
            before.put(outlet.path(), new Part.Position(outlet.style().headerLines(), 0));
        }
        FileStyle style = Truth.ERROR.style();
        Path path = out.resolve(Truth.ERROR.path());
        try (Writer truth = Files.newBufferedWriter(path, StandardCharsets.UTF_8)) {
            truth.write(style.beginning(Truth.ERROR.fields()));
            for (int partition = 0; partition < plan.partitions(); partition++) {
                try (BufferedReader errors = Files.newBufferedReader(part(work, partition, WritePartition.ERRORS))) {
                    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                        String[] error = line.split("\t", 4);
                        Part.Position inPart = new Part.Position(Long.parseLong(error[1]), Long.parseLong(error[2]));
                        Part.Position inFile = before.get(error[0]).plus(inPart);
                        truth.write(byPath.get(error[0]).belowLanding()
                                + ','
                                + inFile.line()
                                + ','
                                + inFile.record()
                                + ','
                                + error[3]
                                + '\n');
                    }
                }
                extents.get(partition)
                        .forEach((file, extent) -> before.computeIfPresent(file, (name, sum) -> sum.plus(extent)));
            }
        }
    }

    private static Path part(Path work, int partition, String name) {
        return work.resolve(Integer.toString(partition)).resolve(name);
    }

    private Report report(List<Outlet> landing, List<Map<String, Part.Position>> extents) throws IOException {
        Map<String, Report.Dataset> datasets = new TreeMap<>();
        for (Feed feed : Feeds.ALL) {
            int deliveries = feed.rhythm().deliveries(plan).size();
            datasets.put(feed.name(), new Report.Dataset(feed.name(), deliveries, 0, 0, 0));
        }
        for (Outlet outlet : landing) {
            long rows = extents.stream()
                    .mapToLong(e -> e.get(outlet.path()).record())
                    .sum();
            long bytes = Files.size(out.resolve(outlet.path()));
            datasets.computeIfPresent(outlet.feed(), (name, dataset) -> dataset.withFile(rows, bytes));
        }
        return new Report(List.copyOf(datasets.values()));
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
