package vinelake.lake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.Hub;

/** Contracts and contexts of a hub that fits in a test. */
public final class Made {

    /** A dataset with the columns code (its key) and people. */
    static Contract contract(String name, Mode mode) {
        return new Contract(
                DatasetName.parse(name),
                "1.0.0",
                name,
                "0123456789abcdef",
                mode,
                name + "_{as_of_date}.csv",
                new TextFormat(StandardCharsets.UTF_8, ',', Optional.empty(), true),
                List.of(column("code", ColumnType.Kind.STRING, true), column("people", ColumnType.Kind.INTEGER, false)),
                Set.of(),
                Set.of(),
                List.of(),
                "test",
                Optional.empty(),
                new Section(name, Section.Disclosure.OPEN),
                60);
    }

    /** A hub of these contracts, without policies. */
    public static Hub hub(Contract... contracts) {
        return new Hub(
                "test",
                Path.of("."),
                null,
                null,
                ZoneId.of("Asia/Shanghai"),
                null,
                Optional.empty(),
                List.of(contracts),
                null,
                null,
                null,
                null);
    }

    static JobContext context(Lake lake, LocalDate asOf, Instant knownAt, Optional<Set<String>> deliveries) {
        return new JobContext("run", asOf, knownAt, Clock.systemUTC(), hub(), lake, Progress.SILENT, deliveries);
    }

    private static ContractColumn column(String name, ColumnType.Kind kind, boolean isKey) {
        return new ContractColumn(
                name, name, name, ColumnType.of(kind), isKey, isKey, false, Optional.empty(), Map.of());
    }

    private Made() {}
}
