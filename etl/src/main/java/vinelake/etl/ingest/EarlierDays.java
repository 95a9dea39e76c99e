package vinelake.etl.ingest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.etl.text.ParsedRows;
import vinelake.lake.StoredFile;

/** The days that a dataset's rows speak of, by its first column that is a date and never without a value. */
final class EarlierDays {

    private final int place;
    private final List<FileDays> files;

    /** Stretches of days: within one all are those of some file or lie between two, and between stretches lies no file. */
    private final long[] firsts;

    private final long[] lasts;

    private record FileDays(StoredFile file, long first, long last) {

        private static FileDays of(StoredFile file, StoredFile.Days days) {
            return new FileDays(file, days.first().toEpochDay(), days.last().toEpochDay());
        }
    }

    private EarlierDays(int place, List<FileDays> files) {
        this.place = place;
        this.files = files;
        var begins = new long[files.size()];
        var ends = new long[files.size()];
        int count = 0;
        for (var file : files) {
            if (count > 0 && file.first() <= ends[count - 1] + 1) {
                ends[count - 1] = Math.max(ends[count - 1], file.last());
            } else {
                begins[count] = file.first();
                ends[count++] = file.last();
            }
        }
        this.firsts = Arrays.copyOf(begins, count);
        this.lasts = Arrays.copyOf(ends, count);
    }

    /**
     * Nothing where the contract has no such column, or the log does not know the days of every file.
     *
     * @param files of the dataset's table
     */
    static Optional<EarlierDays> of(Contract contract, List<StoredFile> files) {
        var columns = contract.columns();
        return IntStream.range(0, columns.size())
                .filter(i -> isDay(columns.get(i)))
                .boxed()
                .findFirst()
                .flatMap(i -> of(i, columns.get(i).name(), files));
    }

    private static boolean isDay(ContractColumn column) {
        return column.type().kind() == ColumnType.Kind.DATE && column.isRequired() && !column.isPersonal();
    }

    private static Optional<EarlierDays> of(int place, String column, List<StoredFile> files) {
        var known = files.stream()
                .flatMap(file -> file.days(column).map(days -> FileDays.of(file, days)).stream())
                .sorted(Comparator.comparingLong(FileDays::first))
                .toList();
        return known.size() < files.size() ? Optional.empty() : Optional.of(new EarlierDays(place, known));
    }

    /** The day of a row that is not broken, counted from 1970. */
    long of(ParsedRows values, int row) {
        return values.numbers(place)[row];
    }

    /** Whether some row may speak of the day. */
    boolean have(long day) {
        int found = Arrays.binarySearch(firsts, day);
        // Else the stretch that begins before it.
        int stretch = found >= 0 ? found : -found - 2;
        return stretch >= 0 && day <= lasts[stretch];
    }

    /** The files that may have rows of these days. */
    List<StoredFile> files(long first, long last) {
        return files.stream()
                .filter(file -> file.last() >= first && file.first() <= last)
                .map(FileDays::file)
                .toList();
    }
}
