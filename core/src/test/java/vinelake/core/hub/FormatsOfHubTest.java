package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Format;
import vinelake.core.contract.JsonFormat;
import vinelake.core.contract.ParquetFormat;
import vinelake.core.contract.SheetFormat;
import vinelake.core.contract.XmlFormat;

class FormatsOfHubTest {

    private static final String TEXT = """
                format: csv
                customProperties:
                  - { property: charset, value: UTF-8 }
                  - { property: delimiter, value: "|" }
                  - { property: quote, value: '"' }
                  - { property: header, value: absent }
            """;

    @TempDir
    private Path folder;

    private int copies;

    @Test
    void readsHowTheFilesOfEachFormatAreWritten() {
        assertThat(format("xlsx", "sheet, value: 明细", "footer, value: [合计]", "header, value: absent"))
                .isEqualTo(new SheetFormat(Optional.of("明细"), false, List.of("合计")));
        assertThat(format("xlsx", "title, value: [单位, '#']"))
                .isEqualTo(new SheetFormat(Optional.empty(), true, List.of("单位", "#"), List.of()));
        assertThat(format("json", "rows, value: /data/items", "charset, value: GB18030"))
                .isEqualTo(new JsonFormat(Charset.forName("GB18030"), Optional.of("/data/items")));
        assertThat(format("json", "entries, value: '*.json'"))
                .isEqualTo(new JsonFormat(StandardCharsets.UTF_8, Optional.empty()));
        assertThat(format("xml", "row, value: 记录")).isEqualTo(new XmlFormat("记录"));
        assertThat(format("parquet", "entries, value: '*'")).isEqualTo(new ParquetFormat());
    }

    @Test
    void refusesSettingsOfAnotherFormatAndPositionsWhereThereAreNone() {
        assertThat(copy("xlsx", "delimiter, value: ','").problems())
                .singleElement()
                .asString()
                .contains("key 'delimiter' is not known. Allowed: sheet, header, title, footer, entries");
        assertThat(copy("xml", "entries, value: '*'").problems())
                .anySatisfy(problem -> assertThat(problem).contains("key 'row' is missing"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("is '#1' in a file of xml. Allowed: a name or a path"));
        assertThat(copy("json", "charset, value: GBK18030").problems())
                .anySatisfy(problem -> assertThat(problem).contains("is 'GBK18030', which this Java does not know"));
    }

    private Format format(String name, String... settings) {
        var copy = copy(name, settings);
        for (int i = 1; i <= 5 && !name.equals("xlsx"); i++) {
            copy.edit(HubCopy.SALE, "\"#%d\"".formatted(i), "c%d".formatted(i));
        }
        return HubFolder.load(copy.folder())
                .contract(DatasetName.parse("invoice/sale"))
                .format();
    }

    private HubCopy copy(String name, String... settings) {
        var server = new StringBuilder("    format: %s\n    customProperties:\n".formatted(name));
        for (var setting : settings) {
            server.append("      - { property: %s }\n".formatted(setting));
        }
        return HubCopy.into(folder.resolve("hub" + ++copies)).edit(HubCopy.SALE, TEXT, server.toString());
    }
}
