package vinelake.etl.text;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import vinelake.core.contract.ColumnType;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.contract.Section;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.PersonalHash;

/** Contracts of columns c1, c2, ... without rules. */
final class TestRows {

    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    static RowParser parser(List<ColumnType> types, Optional<PersonalHash> personalHash) {
        return RowParser.of(contract(types, "UTF-8"), SHANGHAI, personalHash);
    }

    static Contract contract(List<ColumnType> types, String charset) {
        return new Contract(
                new DatasetName("a", "x"),
                "1.0.0",
                "x",
                "0123456789abcdef",
                Mode.APPEND,
                "a/x.csv",
                new TextFormat(Charset.forName(charset), ',', Optional.of('"'), false),
                IntStream.range(0, types.size())
                        .mapToObj(i -> column("c" + (i + 1), "#" + (i + 1), types.get(i)))
                        .toList(),
                Set.of(),
                Set.of("无"),
                List.of(),
                "test",
                Optional.empty(),
                new Section("x", Section.Disclosure.OPEN),
                60);
    }

    private static ContractColumn column(String name, String source, ColumnType type) {
        return new ContractColumn(name, source, name, type, false, false, false, Optional.empty(), Map.of());
    }

    private TestRows() {}
}
