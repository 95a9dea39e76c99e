package vinelake.city;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.Mode;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;

/** The hub folder of the city and the departments of the city mean the same files. */
class HubFolderTest {

    private static final Path FOLDER = root().resolve("examples/city");
    private static final Hub HUB = HubFolder.load(FOLDER);
    private static final CityPlan PLAN = new CityPlan(2000, 48, LocalDate.of(2026, 6, 30), 7, 2);

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    static Stream<Feed> feeds() {
        return Feeds.ALL.stream();
    }

    private static Contract contract(Feed feed) {
        return HUB.contract(DatasetName.parse(feed.name()));
    }

    @Test
    void everyDepartmentHasItsContract() {
        assertThat(HUB.contracts().stream().map(c -> c.name().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        Feeds.ALL.stream().map(Feed::name).toList());
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void contractsNameEveryColumnOfTheFile(Feed feed) {
        Set<String> named = new HashSet<>(contract(feed).ignored());
        contract(feed).columns().forEach(column -> named.add(column.source()));

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        feed.fields().stream().map(Field::header).toList());
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void contractsRequireWhatTheDepartmentPromises(Feed feed) {
        for (ContractColumn column : contract(feed).columns()) {
            Field field = feed.fields().stream()
                    .filter(f -> f.header().equals(column.source()))
                    .findFirst()
                    .orElseThrow();
            assertThat(column.isRequired()).as(column.name()).isEqualTo(field.isRequired());
            assertThat(column.isPersonal()).as(column.name()).isEqualTo(field.is(Field.Kind.PERSONAL));
            assertThat(column.identifier().isPresent()).as(column.name()).isEqualTo(field.is(Field.Kind.CODE));
        }
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void contractsKnowHowTheFileIsWritten(Feed feed) {
        assertThat(contract(feed).format()).isEqualTo(feed.style().format());
        assertThat(contract(feed).mode()).isEqualTo(feed.isSnapshot() ? Mode.SNAPSHOT : Mode.APPEND);
    }

    /** A date of the pattern is written in full or as a month, with hyphens or without. */
    @ParameterizedTest
    @MethodSource("feeds")
    void contractsFindTheFilesAndTheirDates(Feed feed) {
        String pattern = "\\Q"
                + contract(feed).path().replace("*", "\\E[^/]*\\Q").replace("{as_of_date}", "\\E([0-9-]{6,10})\\Q")
                + "\\E";
        for (LocalDate asOf : feed.rhythm().deliveries(PLAN)) {
            for (int part = 0; part < feed.files(asOf); part++) {
                var matcher = Pattern.compile(pattern).matcher(feed.file(asOf, part));
                assertThat(matcher.matches()).as(feed.file(asOf, part)).isTrue();
                String digits = matcher.group(1).replace("-", "");
                assertThat(List.of(
                                DateStyle.COMPACT.text(asOf),
                                DateStyle.COMPACT.text(asOf).substring(0, 6)))
                        .contains(digits);
            }
        }
    }

    @Test
    void theHubReadsWhereTheCityWrites() {
        assertThat(HUB.landing()).isEqualTo(FOLDER.resolve("landing"));
        assertThat(HubFolder.examples(FOLDER)).hasSizeGreaterThanOrEqualTo(3);
    }
}
