package vinelake.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Rows of VAT filings with planted truth: one row in a hundred breaks exactly one rule, one in two hundred
 * repeats another row to the letter.
 *
 * <p>Which row is what follows from a permutation of the row numbers, so that the rates are exact, the planted rows lie
 * all over the files, and every row can be written without knowing the others.
 */
final class FilingRows {

    static final long FEWEST = 1_000;

    /** Row numbers are multiplied with each other: the product must fit 64 bits. */
    static final long MOST = 500_000_000;

    private static final String HEADER = "统一社会信用代码,纳税人名称,纳税人类型,所属期起,所属期止,销售额,应纳税额,附加税费,合计应缴,申报日期,申报状态,主管税务机关\n";

    private static final List<Slip> SLIPS = List.of(Slip.values());

    private static final double GOLDEN = 0.618033988749895;

    /** Of so many rows of a month one is late: it is for one of the months before. */
    private static final int LATE = 20;

    private static final int LATEST = 3;

    private final long rows;
    private final long seed;
    private final Optional<YearMonth> month;
    private final long bad;
    private final long duplicate;
    private final long factor;
    private final long inverse;
    private final long shift;

    /**
     * For the months of a year.
     *
     * @param rows {@link #FEWEST} to {@link #MOST}
     * @throws IllegalArgumentException when there are fewer or more
     */
    static FilingRows ofYear(long rows, long seed) {
        return new FilingRows(rows, seed, Optional.empty());
    }

    /** For a month, as they come month by month: one in twenty is late, for one of the three months before. */
    static FilingRows ofMonth(long rows, long seed, YearMonth month) {
        return new FilingRows(rows, seed, Optional.of(month));
    }

    private FilingRows(long rows, long seed, Optional<YearMonth> month) {
        if (rows < FEWEST || rows > MOST) {
            throw new IllegalArgumentException("rows: %,d. Allowed: %,d to %,d".formatted(rows, FEWEST, MOST));
        }
        this.rows = rows;
        this.seed = seed;
        this.month = month;
        this.bad = rows / 100;
        this.duplicate = rows / 200;
        this.factor = coprime(rows);
        this.inverse =
                BigInteger.valueOf(factor).modInverse(BigInteger.valueOf(rows)).longValueExact();
        this.shift = Math.floorMod(seed * 31, rows);
    }

    /** What an ingest must say of the delivery. */
    Counts planted() {
        return new Counts(rows, rows - bad - duplicate, bad, duplicate);
    }

    /** How many rows have the slip: the kinds take turns. */
    long planted(Slip slip) {
        return bad / SLIPS.size() + (SLIPS.indexOf(slip) < bad % SLIPS.size() ? 1 : 0);
    }

    /** Writes one of several files of equal length. */
    void write(int share, int shares, Path file, Charset charset) {
        try (BufferedWriter out = Files.newBufferedWriter(file, charset)) {
            out.write(HEADER);
            var line = new StringBuilder();
            for (long row = rows * share / shares; row < rows * (share + 1) / shares; row++) {
                line.setLength(0);
                filing(row).appendTo(line);
                out.append(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private Filing filing(long row) {
        long place = (factor * row + shift) % rows;
        if (place < bad) {
            return original(row).with(SLIPS.get((int) (place % SLIPS.size())));
        }
        return original(place < bad + duplicate ? rowAt(place + duplicate) : row);
    }

    private long rowAt(long place) {
        return inverse * Math.floorMod(place - shift, rows) % rows;
    }

    /** Each taxpayer files once for each month: no two originals are the same. */
    private Filing original(long row) {
        if (month.isPresent()) {
            long late = row % LATE == 0 ? 1 + row / LATE % LATEST : 0;
            return Filing.of(
                    seed, row, Math.toIntExact(Filing.FIRST_MONTH.until(month.get(), ChronoUnit.MONTHS) - late));
        }
        long taxpayers = (rows + Filing.MONTHS - 1) / Filing.MONTHS;
        return Filing.of(seed, row % taxpayers, (int) (row / taxpayers));
    }

    /** A number that shares no divisor with the rows, at a distance that spreads neighbours far apart. */
    private static long coprime(long rows) {
        long factor = (long) (rows * GOLDEN);
        while (!BigInteger.valueOf(factor).gcd(BigInteger.valueOf(rows)).equals(BigInteger.ONE)) {
            factor++;
        }
        return factor;
    }
}
