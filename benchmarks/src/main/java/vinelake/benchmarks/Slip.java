package vinelake.benchmarks;

/** What goes wrong in a filing; each breaks exactly one rule of the contract. */
enum Slip {
    IMPOSSIBLE_DATE("filed_on.type"),
    LETTER_IN_AMOUNT("sales_cny.type"),
    NO_NAME("taxpayer_name.required"),
    TOTAL_IS_NOT_THE_SUM("total_is_sum"),
    WRONG_CHECK_CHARACTER("uscc_is_valid");

    private final String rule;

    Slip(String rule) {
        this.rule = rule;
    }

    /** The rule that it breaks. */
    String rule() {
        return rule;
    }
}
