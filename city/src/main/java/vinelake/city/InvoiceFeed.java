package vinelake.city;

import java.time.LocalDate;
import java.util.List;

/** Electronic invoices (增值税发票) with a seller or a buyer in the city. */
final class InvoiceFeed implements Feed {

    private static final List<Integer> RATES = List.of(13, 13, 13, 9, 6, 3);
    private static final int TWO_FILES_SINCE = 2024;

    @Override
    public String name() {
        return "invoice/vat";
    }

    @Override
    public Rhythm rhythm() {
        return Rhythm.every(6);
    }

    @Override
    public FileStyle style() {
        return FileStyle.comma(FileStyle.utf8(), DateStyle.ISO).withUnixLines();
    }

    @Override
    public List<Field> fields() {
        return List.of(
                Field.text("发票号码"),
                Field.date("开票日期"),
                Field.code("销方统一社会信用代码"),
                Field.text("销方名称"),
                Field.code("购方统一社会信用代码"),
                Field.text("购方名称"),
                Field.text("货物或应税劳务名称").optional(),
                Field.amount("金额"),
                Field.text("税率"),
                Field.amount("税额"),
                Field.gross("价税合计"),
                Field.text("发票状态"),
                Field.text("对应蓝字发票号码").optional());
    }

    @Override
    public int files(LocalDate asOf) {
        return asOf.getYear() >= TWO_FILES_SINCE ? 2 : 1;
    }

    @Override
    public String file(LocalDate asOf, int part) {
        return "invoice/vat/" + DateStyle.ISO.text(asOf) + "/vat_" + (part + 1) + ".csv";
    }

    @Override
    public void tell(Story story, RowSink rows) {
        Teller teller = new Teller(story, rows);
        for (int month = 0; month < story.plan().months(); month++) {
            if (story.isOpen(month)) {
                teller.tellSales(month);
                teller.tellPurchasesFromOutside(month);
            }
        }
    }

    /** Goes through the months of one subject and numbers its invoices. */
    private final class Teller {
        private final Story story;
        private final RowSink rows;
        private final Dice dice;
        private final List<Supply> outsideSuppliers;
        private int invoices;

        Teller(Story story, RowSink rows) {
            this.story = story;
            this.rows = rows;
            this.dice = story.dice(name());
            this.outsideSuppliers =
                    story.city().outsideSuppliers(story.subject().number());
        }

        void tellSales(int month) {
            for (Supply supply : story.city().customers(story.subject().number())) {
                int count = supply.fromMonth() <= month ? dice.count(supply.invoicesPerMonth()) : 0;
                if (count > 0 && isThere(supply, month)) {
                    // Part of the sales goes to consumers without an invoice.
                    double share = 0.8 * supply.share() / Math.max(0.5, supply.invoicesPerMonth());
                    for (int i = 0; i < count; i++) {
                        long net = (long) (story.salesCents(month) * share * dice.logNormal(0, 0.4)) + 1;
                        tellInvoice(month, story.party(month), partner(supply, month), net);
                    }
                }
            }
        }

        void tellPurchasesFromOutside(int month) {
            for (Supply supply : outsideSuppliers) {
                int count = supply.fromMonth() <= month ? dice.count(supply.invoicesPerMonth()) : 0;
                for (int i = 0; i < count; i++) {
                    long net = (long) (story.salesCents(month) * supply.share() * dice.logNormal(0, 0.4)) + 1;
                    tellInvoice(month, partner(supply, month), story.party(month), net);
                }
            }
        }

        /** A partner buys from its founding until three months after it stopped paying. */
        private boolean isThere(Supply supply, int month) {
            if (supply.partner().isEmpty()) {
                return true;
            }
            int number = supply.partner().getAsInt();
            Fortune fortune = story.city().fortune(number);
            boolean isFounded =
                    story.plan().monthIndex(story.city().subject(number).founded()) < month;
            return isFounded && !fortune.hasEndedBy(month) && fortune.monthsSinceFailure(month) <= 3;
        }

        private Party partner(Supply supply, int month) {
            return supply.partner().isPresent()
                    ? story.city().party(supply.partner().getAsInt(), month)
                    : story.city().outsider(supply.outsider());
        }

        private void tellInvoice(int month, Party seller, Party buyer, long net) {
            LocalDate day = story.day(month, 1)
                    .plusDays(dice.below(story.plan().month(month).lengthOfMonth()));
            int rate = dice.pick(RATES);
            String goods = dice.pick(story.subject().industry().goods());
            boolean isVoid = dice.chance(0.02);
            String number = number(day);
            tellRow(number, day, seller, buyer, goods, net, rate, isVoid ? "作废" : "正常", "");
            double bad = 0.015 + 0.01 * Math.max(0, story.fortune().recentStress(month));
            if (!isVoid && dice.chance(bad)) {
                LocalDate returned = day.plusDays(dice.between(3, 40));
                tellRow(number(returned), returned, seller, buyer, goods, -net, rate, "正常", number);
            }
        }

        private void tellRow(
                String number,
                LocalDate day,
                Party seller,
                Party buyer,
                String goods,
                long net,
                int rate,
                String status,
                String corrected) {
            long tax = Money.part(net, rate / 100.0);
            rows.add(
                    day,
                    List.of(
                            number,
                            style().dates().text(day),
                            seller.uscc(),
                            seller.name(),
                            buyer.uscc(),
                            buyer.name(),
                            goods,
                            Money.yuan(net),
                            rate + "%",
                            Money.yuan(tax),
                            Money.yuan(net + tax),
                            status,
                            corrected));
        }

        /** Twenty digits: year, region, and a serial that no other subject uses. */
        private String number(LocalDate day) {
            invoices++;
            return Codes.padded(day.getYear() % 100, 2) + "3299"
                    + Codes.padded(story.subject().number(), 8) + Codes.padded(invoices, 6);
        }
    }
}
