package vinelake.core.contract;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a department promises to deliver: one dataset, after the Open Data Contract Standard 3.1.
 *
 * @param version semantic version of the contract
 * @param title Chinese name of the dataset
 * @param digest SHA-256 of the contract file, hex
 * @param deletion what marks a row of an upsert as the end of its key, where something does
 * @param path pattern of the files below the landing folder; {@code *} matches within a name,
 *     {@code {as_of_date}} a date as yyyy-MM-dd, yyyyMMdd, yyyy-MM or yyyyMM (a month: its last day)
 * @param entries pattern of the names of an archive's entries that are taken; empty for all
 * @param exchange the database that it is fetched from; path and format are then those of what was fetched
 * @param ignored source columns that are known and not taken, by header or position ({@code #1})
 * @param nullValues texts that mean "no value", beside a blank
 * @param legalBasis the law, contract or grant that the delivery rests on
 * @param catalogueClass class of the national catalogue of public credit information, where it is one
 * @param retentionMonths how long records are kept
 * @param promises what a delivery as a whole must keep to, or it is held
 */
public record Contract(
        DatasetName name,
        String version,
        String title,
        String digest,
        Mode mode,
        Optional<DeletionMark> deletion,
        String path,
        Format format,
        Optional<String> entries,
        Optional<Exchange> exchange,
        List<ContractColumn> columns,
        Set<String> ignored,
        Set<String> nullValues,
        List<RowRule> rules,
        String legalBasis,
        Optional<String> catalogueClass,
        Section section,
        int retentionMonths,
        Promises promises) {

    public Contract {
        columns = List.copyOf(columns);
        ignored = Set.copyOf(ignored);
        nullValues = Set.copyOf(nullValues);
        rules = List.copyOf(rules);
    }

    /** A contract of files that promises nothing of whole deliveries and marks no deletions. */
    public Contract(
            DatasetName name,
            String version,
            String title,
            String digest,
            Mode mode,
            String path,
            Format format,
            List<ContractColumn> columns,
            Set<String> ignored,
            Set<String> nullValues,
            List<RowRule> rules,
            String legalBasis,
            Optional<String> catalogueClass,
            Section section,
            int retentionMonths) {
        this(
                name,
                version,
                title,
                digest,
                mode,
                Optional.empty(),
                path,
                format,
                Optional.empty(),
                Optional.empty(),
                columns,
                ignored,
                nullValues,
                rules,
                legalBasis,
                catalogueClass,
                section,
                retentionMonths,
                Promises.NONE);
    }

    /** The rules in force, for the ledger: the version that people gave and the file that it was. */
    public String ruleVersion() {
        return version + "+" + digest.substring(0, 12);
    }

    public Optional<ContractColumn> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** The column that identifies somebody by a scheme, where there is just one. */
    public Optional<ContractColumn> identifierColumn(String scheme) {
        return columns.stream()
                .filter(c -> c.identifier().filter(scheme::equals).isPresent())
                .findFirst();
    }

    public List<ContractColumn> keyColumns() {
        return columns.stream().filter(ContractColumn::isKey).toList();
    }
}
