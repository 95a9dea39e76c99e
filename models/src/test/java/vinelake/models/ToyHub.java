package vinelake.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.core.identifier.Uscc;

/**
 * A hub of 26 firms, and what five departments deliver of them. The run speaks for 2026-06-30 and learns from what was
 * known on 2025-06-30.
 *
 * <p>Firms 1 to 24 draw a loan before that day; 1 to 12 default within the year after it. Firm 25 draws its loan after
 * it, firm 26 files nothing. Firm n sells 1,000 yuan times n each quarter, every third one times 26 - n; firms 1 to 8
 * and 13 to 15 leave a quarter of each year unpaid. So sales and arrears each tell something, and not the same.
 */
public final class ToyHub {

    public static final LocalDate AS_OF = LocalDate.of(2026, 6, 30);
    public static final LocalDate FITTING = LocalDate.of(2025, 6, 30);
    public static final int FIRMS = 26;

    /** What stands in every personal field, so that a test can look for it. */
    public static final String PERSONAL = "13900000000";

    private static final LocalDate FIRST = LocalDate.of(2024, 9, 30);
    private static final int DEFAULTS = 12;
    private static final int BORROWERS = 24;

    /** The text of a delivery: rows without a header, fields in the order of the contract's columns. */
    public record Delivery(DatasetName dataset, LocalDate asOf, List<String> lines) {

        static Delivery of(String dataset, LocalDate asOf, String... lines) {
            return new Delivery(DatasetName.parse(dataset), asOf, List.of(lines));
        }
    }

    /** The code of a firm; codes are in the order of the numbers. */
    public static String code(int firm) {
        return Uscc.withChecks("91320500MA%06d".formatted(firm));
    }

    /** The subject that the firm is when all have been minted in the order of their codes. */
    public static String subject(int firm) {
        return "S%08d".formatted(firm);
    }

    /** The hub folder, copied to where a test may change it. */
    public static Path copyTo(Path target) {
        try {
            var source = folder();
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    var copy = target.resolve(source.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Hub load() {
        return HubFolder.load(folder());
    }

    /** Another module's tests find the hub in this module's test jar, not in a folder. */
    private static Path folder() {
        try {
            var uri = ToyHub.class.getResource("toy").toURI();
            if (uri.getScheme().equals("jar")) {
                try {
                    FileSystems.newFileSystem(uri, Map.of());
                } catch (FileSystemAlreadyExistsException opened) {
                    return Path.of(uri);
                }
            }
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All deliveries, in order of date. */
    public static List<Delivery> deliveries() {
        var all = new ArrayList<Delivery>();
        for (int quarter = 0; quarter < 8; quarter++) {
            var end = monthEnd(FIRST, 3 * quarter);
            all.add(filings(end, quarter));
        }
        all.add(firms(LocalDate.of(2024, 9, 30)));
        all.add(staff(LocalDate.of(2025, 3, 31), 1));
        all.add(staff(LocalDate.of(2026, 3, 31), 2));
        all.add(invoices(LocalDate.of(2025, 3, 31)));
        all.add(invoices(LocalDate.of(2026, 3, 31)));
        all.add(loans());
        all.add(defaults());
        all.sort(java.util.Comparator.comparing(Delivery::asOf)
                .thenComparing(d -> d.dataset().toString()));
        return all;
    }

    /** Writes a delivery as the file that its contract names. */
    public static Path land(Hub hub, Path landing, Delivery delivery) {
        var contract = hub.contract(delivery.dataset());
        var header = contract.columns().stream().map(ContractColumn::source).collect(Collectors.joining(","));
        try {
            var file = landing.resolve("%s_%s.csv".formatted(delivery.dataset(), delivery.asOf()));
            Files.createDirectories(file.getParent());
            return Files.writeString(file, header + "\n" + String.join("\n", delivery.lines()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Delivery firms(LocalDate asOf) {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm <= FIRMS; firm++) {
            lines.add("%s,葡萄%d号有限公司,%s".formatted(code(firm), firm, PERSONAL));
        }
        return new Delivery(DatasetName.parse("registry/firm"), asOf, lines);
    }

    private static Delivery filings(LocalDate period, int quarter) {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm < FIRMS; firm++) {
            int size = firm % 3 == 0 ? FIRMS - firm : firm;
            boolean isUnpaid = quarter % 4 == 2 && (firm <= 8 || firm >= 13 && firm <= 15);
            lines.add("%s,%s,%d.00,%s,%s".formatted(code(firm), period, 1000 * size, isUnpaid ? "否" : "是", PERSONAL));
        }
        return new Delivery(DatasetName.parse("tax/filing"), period, lines);
    }

    /** Each firm sells to the next one and to one outside of the hub; every fifth invoice to the latter is void. */
    private static Delivery invoices(LocalDate asOf) {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm < FIRMS; firm++) {
            var next = code(firm % (FIRMS - 1) + 1);
            var outside = code(900_000 + firm % 3);
            var day = asOf.minusDays(firm);
            lines.add("%d1,%s,%s,%s,%d.00,否".formatted(firm, code(firm), next, day, 300));
            lines.add("%d2,%s,%s,%s,%d.00,%s"
                    .formatted(firm, code(firm), outside, day, 10 * firm, firm % 5 == 0 ? "是" : "否"));
        }
        return new Delivery(DatasetName.parse("tax/invoice"), asOf, lines);
    }

    /** Everybody but firm 26; the second time firm 24 is gone too. */
    private static Delivery staff(LocalDate asOf, int time) {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm < FIRMS; firm++) {
            if (time == 1 || firm != BORROWERS) {
                lines.add("%s,%d".formatted(code(firm), 5 + firm % 4 + time));
            }
        }
        return new Delivery(DatasetName.parse("insurance/staff"), asOf, lines);
    }

    private static Delivery loans() {
        var lines = new ArrayList<String>();
        for (int firm = 1; firm <= BORROWERS; firm++) {
            lines.add("L%d,%s,2024-11-15,drawn,50000.00".formatted(firm, code(firm)));
        }
        return new Delivery(DatasetName.parse("bank/loan"), LocalDate.of(2024, 12, 31), lines);
    }

    private static Delivery defaults() {
        var lines = new ArrayList<String>();
        lines.add("L25,%s,2025-08-15,drawn,50000.00".formatted(code(BORROWERS + 1)));
        for (int firm = 1; firm <= DEFAULTS; firm++) {
            lines.add("L%d,%s,2026-02-0%d,default,50000.00".formatted(firm, code(firm), 1 + firm % 9));
        }
        return new Delivery(DatasetName.parse("bank/loan"), LocalDate.of(2026, 3, 31), lines);
    }

    private static LocalDate monthEnd(LocalDate start, int months) {
        var month = start.plusMonths(months);
        return month.withDayOfMonth(month.lengthOfMonth());
    }

    private ToyHub() {}
}
