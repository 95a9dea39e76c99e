package vinelake.models;

import java.time.LocalDate;
import java.util.List;
import vinelake.core.policy.LabelPolicy;
import vinelake.lake.JobContext;

/**
 * The dates on which a run looks at the subjects.
 *
 * @param fitting the model learns from what was known of this day; outcomes are those after it
 * @param scoring the subjects are scored on what is known of this day: the as-of date
 */
public record ObservationDates(LocalDate fitting, LocalDate scoring) {

    public static ObservationDates of(JobContext context) {
        LabelPolicy label = context.hub().label();
        var fitting =
                label.isCrossSection() ? context.asOf() : MonthWindow.before(context.asOf(), label.windowMonths());
        return new ObservationDates(fitting, context.asOf());
    }

    public List<LocalDate> distinct() {
        return fitting.equals(scoring) ? List.of(scoring) : List.of(fitting, scoring);
    }
}
