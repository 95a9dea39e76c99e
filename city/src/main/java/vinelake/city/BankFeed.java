package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Banks (银行) of the platform: the state of every open loan at each month end. */
final class BankFeed implements Feed {

    @Override
    public String name() {
        return "bank/loan";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(3).joinedAfter(12);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.utf8(), DateStyle.COMPACT);
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.text("借据编号"),
                Field.text("借款人名称"),
                Field.code("借款人统一社会信用代码"),
                Field.text("贷款银行"),
                Field.date("发放日期"),
                Field.date("到期日期"),
                Field.amount("贷款本金"),
                Field.amount("贷款余额"),
                Field.text("担保方式").optional(),
                Field.amount("逾期天数"),
                Field.text("五级分类"),
                Field.date("数据日期"));
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "bank/loan_" + DateStyle.COMPACT.text(asOf) + ".csv";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        for (Loan loan : Loan.of(story)) {
            int last = Math.min(story.plan().months() - 1, loan.lastMonth());
            for (int month = Math.max(0, loan.firstMonth()); month <= last; month++) {
                tellState(story, loan, month, rows);
            }
        }
    }

    private void tellState(Story story, Loan loan, int month, RowSink rows) {
        LocalDate on = story.plan().month(month).atEndOfMonth();
        int overdue = loan.overdueDays(month);
        DateStyle dates = style().dates();
        rows.add(
                on,
                List.of(
                        loan.id(),
                        story.name(month),
                        story.subject().uscc(),
                        loan.bank(),
                        dates.text(loan.drawnOn()),
                        dates.text(loan.dueOn()),
                        Money.yuan(loan.principalCents()),
                        Money.yuan(loan.balanceCents(month)),
                        loan.security(),
                        Integer.toString(overdue),
                        loan.isWrittenOff(month) ? "核销" : overdue == 0 ? "正常" : overdue < 90 ? "关注" : "次级",
                        dates.text(on)));
    }
}
