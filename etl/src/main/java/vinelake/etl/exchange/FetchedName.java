package vinelake.etl.exchange;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import vinelake.core.contract.DatasetName;

/**
 * The name of a file that was fetched, below the folder of what is fetched: it says up to where.
 *
 * @param mark text of the largest value of the column that tells what has changed; empty where the whole was fetched
 * @param rows that have this value, or none: so many come again when nothing has changed
 */
record FetchedName(DatasetName dataset, LocalDate asOf, Optional<String> mark, long rows) {

    private static final String WHOLE = "whole";
    private static final Pattern NAME = Pattern.compile(
            "exchange/(?<dataset>[^/]+/[^/]+)/(?<asOf>\\d{4}-\\d{2}-\\d{2})_(?<mark>[^_]+)_(?<rows>\\d{1,18})\\.csv");

    /** Nothing for the name of a file that was delivered. */
    static Optional<FetchedName> of(String name) {
        var matcher = NAME.matcher(name);
        return matcher.matches()
                ? Optional.of(new FetchedName(
                        DatasetName.parse(matcher.group("dataset")),
                        LocalDate.parse(matcher.group("asOf")),
                        Optional.of(matcher.group("mark")).filter(mark -> !mark.equals(WHOLE)),
                        Long.parseLong(matcher.group("rows"))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "exchange/%s/%s_%s_%d.csv".formatted(dataset, asOf, mark.orElse(WHOLE), rows);
    }
}
