package vinelake.core.policy;

import vinelake.core.contract.DatasetName;

/**
 * What counts as a default.
 *
 * @param dataset where loans and outcomes are
 * @param subject column that identifies the borrower
 * @param date column with the day of the row; empty for a cross-section without dates
 * @param population SQL predicate: a subject is observed when one of its rows of the last date on or before the
 *     observation date fulfils it
 * @param event SQL predicate: a row of the window with it is a default
 * @param windowMonths performance window after the observation date; 0 for a cross-section without dates
 */
public record LabelPolicy(
        DatasetName dataset,
        String subject,
        String date,
        String population,
        String event,
        int windowMonths,
        String meaning) {

    /** Of a hub without subjects: nobody is observed. */
    public static final LabelPolicy NONE =
            new LabelPolicy(new DatasetName("none", "none"), "none", "", "false", "false", 0, "none");

    /** A label without dates says only that a default happened: no out-of-time test is possible. */
    public boolean isCrossSection() {
        return windowMonths == 0;
    }
}
