package vinelake.orchestration;

import java.util.ArrayList;
import java.util.List;
import vinelake.core.contract.Contract;
import vinelake.core.hub.Problem;
import vinelake.lake.Lake;
import vinelake.lake.RecordsFit;

/**
 * What contracts say of records, compared with the records that are stored.
 *
 * @param problems contracts that no longer fit
 * @param news what is different and fits, in words
 */
record StoredTables(List<Problem> problems, List<String> news) {

    static StoredTables of(Lake lake, List<Contract> contracts) {
        var problems = new ArrayList<Problem>();
        var news = new ArrayList<String>();
        for (var contract : contracts) {
            var fit = RecordsFit.of(lake, contract);
            fit.misfits()
                    .forEach(misfit -> problems.add(new Problem(contract.file(), misfit.field(), misfit.message())));
            if (!fit.added().isEmpty()) {
                news.add("%s: %s new; records that are stored have no value there"
                        .formatted(contract.name(), subject(fit.added())));
            }
            if (!fit.widened().isEmpty()) {
                news.add("%s: %s wider; the next refresh that takes one in writes the records anew"
                        .formatted(contract.name(), subject(fit.widened())));
            }
        }
        return new StoredTables(List.copyOf(problems), List.copyOf(news));
    }

    private static String subject(List<String> columns) {
        return columns.size() == 1
                ? "column %s is".formatted(columns.get(0))
                : "columns %s are".formatted(String.join(", ", columns));
    }
}
