package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGuessTest {

    private static final Path LANDING = Path.of("/hub/landing");

    @ParameterizedTest
    @CsvSource({
        "/hub/landing/tax/filing_20260630.csv, tax/filing_{as_of_date}.csv, true",
        "/hub/landing/tax/2026-06/filing.csv, tax/{as_of_date}/filing.csv, true",
        "/hub/landing/tax/filing_202606.csv, tax/filing_{as_of_date}.csv, true",
        "/hub/landing/tax/340223_filing.csv, tax/340223_filing.csv, false",
        "/hub/landing/tax/20261340.csv, tax/20261340.csv, false",
        "/mnt/usb/filing[1].csv, tax/filing*1*.csv, false",
        "/mnt/usb/2026年6月申报.csv, tax/*申报.csv, false"
    })
    void namesTheFilesBelowLanding(String file, String pattern, boolean isDated) {
        var guess = PathGuess.of(List.of(Path.of(file)), Optional.of(LANDING), "tax");

        assertThat(guess.pattern()).isEqualTo(pattern);
        assertThat(guess.isDated()).isEqualTo(isDated);
    }

    @Test
    void putsAStarWhereFilesOfADatasetDiffer() {
        var files = paths("/hub/landing/invoice/E1.csv", "/hub/landing/invoice/E12.csv", "/hub/landing/invoice/E7.csv");

        assertThat(PathGuess.of(files, Optional.of(LANDING), "x").pattern()).isEqualTo("invoice/E*.csv");
        assertThat(files.stream().map(PathGuess::family).distinct()).hasSize(1);
    }

    @Test
    void takesDatedFilesOfADatasetTogether() {
        var files = paths("/a/tax/filing_20260531_1.csv", "/a/tax/filing_20260630_2.csv");

        assertThat(files.stream().map(PathGuess::family).distinct()).hasSize(1);
        assertThat(PathGuess.of(files, Optional.empty(), "tax").pattern()).isEqualTo("tax/filing_{as_of_date}_*.csv");
        var parts = paths("/a/tax/2026-06-30_01.csv", "/a/tax/2026-06-30_02.csv", "/a/tax/2026-05-31_01.csv");
        assertThat(PathGuess.of(parts, Optional.empty(), "tax").pattern()).isEqualTo("tax/{as_of_date}_*.csv");
        assertThat(PathGuess.family(Path.of("/a/evaluate.csv")))
                .isNotEqualTo(PathGuess.family(Path.of("/a/submit.csv")));
    }

    @Test
    void namesADatasetAfterTheFileWithoutItsDate() {
        assertThat(PathGuess.name(Path.of("申报_2026-06.csv.gz"))).isEqualTo("申报");
        assertThat(PathGuess.name(Path.of("example-directed.e"))).isEqualTo("example-directed.e");
        assertThat(PathGuess.name(Path.of("tax/filing/2026-06-30_01.csv"))).isEqualTo("filing");
        assertThat(PathGuess.name(Path.of("vat/2026-06/vat_2.csv"))).isEqualTo("vat");
    }

    private static List<Path> paths(String... texts) {
        return Arrays.stream(texts).map(Path::of).toList();
    }
}
