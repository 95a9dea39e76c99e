package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.policy.FeaturePolicy.Aggregate;
import vinelake.core.policy.FeaturePolicy.Feature;

/** The hub of real invoices in {@code examples/cumcm}. */
class CumcmHubTest {

    private static final Path EXAMPLE = upwards("examples/cumcm").orElseThrow();

    private final Hub hub = HubFolder.load(EXAMPLE);

    @Test
    void hasTheInvoicesOfBothAnnexesAndTheBanksEnterprises() {
        assertThat(hub.contracts())
                .extracting(c -> c.name().toString() + " " + c.mode())
                .containsExactly(
                        "bank/rated_enterprise SNAPSHOT",
                        "bank/unrated_enterprise SNAPSHOT",
                        "invoice/rated_input APPEND",
                        "invoice/rated_output APPEND",
                        "invoice/unrated_input APPEND",
                        "invoice/unrated_output APPEND");
    }

    @Test
    void takesTheEnterpriseForTheSellerOfItsOutputAndTheBuyerOfItsInput() {
        for (String enterprises : List.of("rated", "unrated")) {
            assertThat(enterpriseColumn("invoice/" + enterprises + "_output")).isEqualTo("seller_code");
            assertThat(enterpriseColumn("invoice/" + enterprises + "_input")).isEqualTo("buyer_code");
        }
    }

    private String enterpriseColumn(String dataset) {
        return hub.contract(DatasetName.parse(dataset))
                .identifierColumn("enterprise")
                .map(ContractColumn::name)
                .orElse("none");
    }

    @Test
    void computesNoFeatureFromTheBanksJudgement() {
        assertThat(hub.features().features()).hasSizeBetween(15, 20);
        for (Feature feature : hub.features().features()) {
            if (feature instanceof Aggregate aggregate) {
                assertThat(aggregate.datasets())
                        .extracting(DatasetName::department)
                        .containsOnly("invoice");
            }
        }
    }

    @Test
    void showsByExampleWhatBecomesOfAnInvoice() {
        List<ContractExample> examples = HubFolder.examples(EXAMPLE).get(DatasetName.parse("invoice/rated_input"));

        assertThat(examples).filteredOn(ContractExample::isAccepted).hasSize(4);
        assertThat(examples)
                .filteredOn(e -> !e.isAccepted())
                .flatExtracting(ContractExample::broken)
                .containsExactly("gross_is_net_plus_tax", "issued_on.type", "seller_code.required", "is_void.value");
    }

    @Test
    void mapsOrIgnoresEveryColumnOfEveryRealFileAndNoOther() throws IOException {
        Optional<Path> data = upwards("shared/data/cumcm2020c");
        assumeTrue(data.isPresent(), "the data of CUMCM 2020 C is not beside the project: shared/data/cumcm2020c");
        for (Contract contract : hub.contracts()) {
            Set<String> known = new HashSet<>(contract.ignored());
            contract.columns().forEach(c -> known.add(c.source()));
            for (Path file : files(data.get(), contract.path())) {
                assertThat(headers(file))
                        .as("%s of %s", file.getFileName(), contract.name())
                        .isEqualTo(known);
            }
        }
    }

    /** Files of a pattern whose only star stands in the last name. */
    private static List<Path> files(Path landing, String pattern) throws IOException {
        Path path = landing.resolve(pattern);
        try (Stream<Path> files = Files.list(path.getParent())) {
            var matching = files.filter(f -> path.getFileSystem()
                            .getPathMatcher("glob:" + path.getFileName())
                            .matches(f.getFileName()))
                    .toList();
            assertThat(matching).as(pattern).isNotEmpty();
            return matching;
        }
    }

    /** The names of the columns; a column without one by its position. */
    private static Set<String> headers(Path file) throws IOException {
        try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String[] names = lines.readLine().replace("\uFEFF", "").split(",", -1);
            Set<String> headers = new HashSet<>();
            for (int i = 0; i < names.length; i++) {
                headers.add(names[i].isEmpty() ? "#" + (i + 1) : names[i]);
            }
            assertThat(headers).hasSize(names.length);
            return headers;
        }
    }

    private static Optional<Path> upwards(String path) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(path))) {
                return Optional.of(folder.resolve(path));
            }
        }
        return Optional.empty();
    }

    @Test
    void knowsTheBanksEnterprisesByTheirCode() {
        for (DatasetName dataset : hub.spine().datasets()) {
            Contract contract = hub.contract(dataset);
            assertThat(contract.mode()).isEqualTo(Mode.SNAPSHOT);
            assertThat(contract.keyColumns()).extracting(ContractColumn::name).containsExactly("enterprise_code");
        }
    }
}
