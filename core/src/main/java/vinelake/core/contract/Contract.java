package vinelake.core.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param term when it holds
 * @param earlier the versions before it, the oldest first, each with the columns of this one
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
        Promises promises,
        Term term,
        List<Contract> earlier) {

    public Contract {
        columns = List.copyOf(columns);
        ignored = Set.copyOf(ignored);
        nullValues = Set.copyOf(nullValues);
        rules = List.copyOf(rules);
        earlier = List.copyOf(earlier);
    }

    /** A contract that was never another. */
    public Contract(
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
        this(
                name,
                version,
                title,
                digest,
                mode,
                deletion,
                path,
                format,
                entries,
                exchange,
                columns,
                ignored,
                nullValues,
                rules,
                legalBasis,
                catalogueClass,
                section,
                retentionMonths,
                promises,
                Term.ALWAYS,
                List.of());
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

    /**
     * The contract with versions before it, which then have its columns, in its order: those that they do not have are not
     * delivered.
     *
     * @param first as-of date that it holds from; empty for always, where there are none before it
     * @param before the oldest first, each with the date that it holds from
     */
    public Contract after(List<Contract> before, Optional<LocalDate> first) {
        var versions = new ArrayList<Contract>();
        for (int i = 0; i < before.size(); i++) {
            var next = i + 1 < before.size() ? before.get(i + 1).term.from() : first;
            var own = before.get(i);
            versions.add(own.with(
                    columns.stream()
                            .map(column ->
                                    own.column(column.name()).map(column::as).orElseGet(column::notDelivered))
                            .toList(),
                    new Term(own.term.from(), next.map(date -> date.minusDays(1))),
                    List.of()));
        }
        return with(columns, new Term(first, Optional.empty()), versions);
    }

    private Contract with(List<ContractColumn> columns, Term term, List<Contract> earlier) {
        return new Contract(
                name,
                version,
                title,
                digest,
                mode,
                deletion,
                path,
                format,
                entries,
                exchange,
                columns,
                ignored,
                nullValues,
                rules,
                legalBasis,
                catalogueClass,
                section,
                retentionMonths,
                promises,
                term,
                earlier);
    }

    /** All versions, the oldest first. */
    public Stream<Contract> versions() {
        return Stream.concat(earlier.stream(), Stream.of(this));
    }

    /** The version that holds for deliveries of a date; the oldest where none does yet: {@link #problemOn} tells. */
    public Contract on(LocalDate date) {
        return versions()
                .filter(version -> version.term.hasBegunOn(date))
                .reduce((older, newer) -> newer)
                .orElseGet(() -> versions().findFirst().orElseThrow());
    }

    /** Why it cannot be used for deliveries of a date. */
    public Optional<String> problemOn(LocalDate date) {
        return term.hasBegunOn(date)
                ? Optional.empty()
                : Optional.of(file() + ": "
                        + HoldReason.NO_VERSION.text(date, term.from().orElseThrow()));
    }

    /** Its file below the hub folder. */
    public String file() {
        return "contracts/%s%s.odcs.yaml".formatted(name, isEarlier() ? "@" + version : "");
    }

    /** Whether another version came after it. */
    public boolean isEarlier() {
        return term.to().isPresent();
    }

    /** A rule of a row, of the newest version that has it: rows may still be refused by one that is gone. */
    public Optional<RowRule> rule(String ruleName) {
        return versions()
                .flatMap(version -> version.rules.stream())
                .filter(rule -> rule.name().equals(ruleName))
                .reduce((older, newer) -> newer);
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
