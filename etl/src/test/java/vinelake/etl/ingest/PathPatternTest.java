package vinelake.etl.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "tax/*.csv,             '',        true",
        "tax/*.csv,             tax,       true",
        "tax/*.csv,             court,     false",
        "tax/*.csv,             tax/a.csv, true",
        "tax/*.csv,             tax/old,   false",
        "*/filing.csv,          tax,       true",
        "tax/{as_of_date}/*.csv, tax/2026-06, true",
        "tax/{as_of_date}/*.csv, tax/june, false",
        "filing.csv,            tax,       false",
    })
    void concernsAFolderOrFileThatCannotBeReadOnlyWhereItsFilesMayLie(String pattern, String path, boolean isReached) {
        assertThat(PathPattern.of(pattern).reaches(path)).isEqualTo(isReached);
    }
}
