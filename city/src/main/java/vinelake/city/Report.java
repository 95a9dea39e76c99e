package vinelake.city;

import java.util.List;

/** What was written. */
record Report(List<Dataset> datasets) {

    Report {
        datasets = List.copyOf(datasets);
    }

    record Dataset(String name, int deliveries, int files, long rows, long bytes) {

        Dataset withFile(long fileRows, long fileBytes) {
            return new Dataset(name, deliveries, files + 1, rows + fileRows, bytes + fileBytes);
        }
    }

    private Dataset total() {
        Dataset sum = new Dataset("in all", 0, 0, 0, 0);
        for (Dataset dataset : datasets) {
            sum = new Dataset(
                    sum.name,
                    sum.deliveries + dataset.deliveries,
                    sum.files + dataset.files,
                    sum.rows + dataset.rows,
                    sum.bytes + dataset.bytes);
        }
        return sum;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("%-30s %10s %6s %12s %14s%n".formatted("dataset", "deliveries", "files", "rows", "bytes"));
        datasets.forEach(dataset -> text.append(line(dataset)));
        return text.append(line(total())).toString();
    }

    private static String line(Dataset dataset) {
        return "%-30s %10d %6d %12d %14d%n"
                .formatted(dataset.name, dataset.deliveries, dataset.files, dataset.rows, dataset.bytes);
    }
}
