package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Exchange;
import vinelake.core.contract.TextFormat;
import vinelake.core.value.Secret;

class ExchangeContractTest {

    private static final String FILES = """
              - server: landing
                type: local
                path: invoice/*.csv
                format: csv
                customProperties:
                  - { property: charset, value: UTF-8 }
                  - { property: delimiter, value: "|" }
                  - { property: quote, value: '"' }
                  - { property: header, value: absent }
            """;

    private static final String DATABASE = """
              - server: exchange
                type: postgresql
                host: 10.1.2.3
                port: 5432
                database: exchange
                schema: invoice
                customProperties:
                  - { property: table, value: t_sale }
                  - { property: changedAt, value: updated_at }
                  - { property: user, value: { environment: EXCHANGE_USER } }
                  - { property: password, value: { file: exchange.key } }
            """;

    @TempDir
    private Path folder;

    private int copies;

    @Test
    void readsADatabaseThatADatasetIsFetchedFrom() {
        var contract = HubFolder.load(database().folder()).contract(DatasetName.parse("invoice/sale"));

        assertThat(contract.exchange())
                .contains(new Exchange(
                        "jdbc:postgresql://10.1.2.3:5432/exchange",
                        "invoice",
                        Optional.of("t_sale"),
                        Optional.empty(),
                        Optional.of("updated_at"),
                        new Secret(Optional.of("EXCHANGE_USER"), Optional.empty()),
                        new Secret(Optional.empty(), Optional.of("exchange.key"))));
        assertThat(contract.path()).isEqualTo("exchange/invoice/sale/{as_of_date}_*.csv");
        assertThat(contract.format()).isEqualTo(new TextFormat(StandardCharsets.UTF_8, ',', Optional.of('"'), true));
    }

    @Test
    void refusesATableBesideAQueryAndNeither() {
        assertThat(database()
                        .edit(
                                HubCopy.SALE,
                                "table, value: t_sale }",
                                "table, value: t_sale }\n      - { property: query, value: SELECT 1 }")
                        .problems())
                .singleElement()
                .asString()
                .contains("has table and query, or none of them. Allowed: one of the two");
        assertThat(database()
                        .edit(HubCopy.SALE, "      - { property: table, value: t_sale }\n", "")
                        .problems())
                .singleElement()
                .asString()
                .contains("has table and query, or none of them");
    }

    @Test
    void refusesAPasswordThatStandsInTheContract() {
        assertThat(database()
                        .edit(HubCopy.SALE, "value: { file: exchange.key }", "value: hunter2-hunter2")
                        .problems())
                .singleElement()
                .asString()
                .contains("Allowed: environment or file");
    }

    @Test
    void namesAllThatAServerLacks() {
        assertThat(database()
                        .edit(HubCopy.SALE, "    host: 10.1.2.3\n", "")
                        .edit(HubCopy.SALE, "port: 5432", "port: 70000")
                        .edit(HubCopy.SALE, "value: t_sale", "value: t_sale; DROP TABLE x")
                        .problems())
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem).contains("key 'host' is missing"))
                .anySatisfy(problem -> assertThat(problem).contains("is the number 70000. Allowed: a whole number"))
                .anySatisfy(problem -> assertThat(problem).contains("Allowed: the name of a table or view"));
    }

    private HubCopy database() {
        return HubCopy.into(folder.resolve("hub" + ++copies)).edit(HubCopy.SALE, FILES, DATABASE);
    }
}
