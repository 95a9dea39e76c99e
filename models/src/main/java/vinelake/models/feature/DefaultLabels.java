package vinelake.models.feature;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.table.Tables;
import vinelake.lake.JobContext;
import vinelake.lake.Lake;
import vinelake.models.LinkedRecords;
import vinelake.models.MonthWindow;

/** Who defaulted within the performance window after a day, among those who could. */
final class DefaultLabels {

    /**
     * Who is observed is told by the borrower's last rows on or before the day: one that has repaid by then is not. A
     * subject whose default is dated on or before the day is not observed either: it cannot default any more.
     *
     * @return rows of {@link Tables#LABEL}
     */
    static Dataset<Row> of(JobContext context, LabelPolicy policy, LocalDate observedOn) {
        var contract = context.hub().contract(policy.dataset());
        var rows = LinkedRecords.ofSubjects(context, contract, policy.subject(), context.asOf());
        var isEvent = isTrue(policy.event(), observedOn);
        var isMember = isTrue(policy.population(), observedOn);
        var day = lit(Date.valueOf(observedOn));
        var isBefore = policy.isCrossSection() ? lit(true) : col(policy.date()).leq(day);
        var isAfter = policy.isCrossSection()
                ? lit(true)
                : col(policy.date())
                        .gt(day)
                        .and(col(policy.date())
                                .leq(lit(Date.valueOf(MonthWindow.after(observedOn, policy.windowMonths())))));
        var state = struct(policy.isCrossSection() ? lit(0) : col(policy.date()), isMember.as("is_member"));
        var hadEvent = policy.isCrossSection() ? lit(false) : isBefore.and(isEvent);
        return rows.groupBy("subject_id")
                .agg(
                        max(when(isBefore, state)).getField("is_member").as("is_member"),
                        max(hadEvent).as("had_event"),
                        max(isAfter.and(isEvent)).as("is_default"))
                .where(col("is_member").and(not(col("had_event"))))
                .withColumn("as_of_date", lit(context.asOfSql()))
                .withColumn("observed_on", lit(Date.valueOf(observedOn)))
                .select(Lake.columns(Tables.LABEL));
    }

    private static Column isTrue(String predicate, LocalDate observedOn) {
        return coalesce(expr(FeatureTable.onDay(predicate, observedOn)), lit(false));
    }

    private DefaultLabels() {}
}
