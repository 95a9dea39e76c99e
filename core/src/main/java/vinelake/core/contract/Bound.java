package vinelake.core.contract;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which figures are allowed, as the Open Data Contract Standard says it.
 *
 * @param limit the figure that is compared with; of {@link Operator#BETWEEN} the smallest one that is allowed
 * @param most of {@link Operator#BETWEEN} the largest one, else none
 */
public record Bound(Operator operator, BigDecimal limit, Optional<BigDecimal> most) {

    /** How a figure is compared. */
    public enum Operator {
        BE("mustBe"),
        NOT_BE("mustNotBe"),
        LESS_THAN("mustBeLessThan"),
        LESS_OR_EQUAL_TO("mustBeLessOrEqualTo"),
        GREATER_THAN("mustBeGreaterThan"),
        GREATER_OR_EQUAL_TO("mustBeGreaterOrEqualTo"),
        BETWEEN("mustBeBetween");

        private final String key;

        Operator(String key) {
            this.key = key;
        }

        /** As a contract has it. */
        public String key() {
            return key;
        }

        public static Optional<Operator> ofKey(String key) {
            return Arrays.stream(values()).filter(o -> o.key.equals(key)).findFirst();
        }
    }

    public Bound {
        if (most.isPresent() != (operator == Operator.BETWEEN)) {
            throw new IllegalArgumentException("%s with the upper limit %s. Allowed: one beside %s, and only there"
                    .formatted(operator.key, most, Operator.BETWEEN.key));
        }
    }

    /** Figures from one to another, both allowed. */
    public static Bound between(BigDecimal least, BigDecimal most) {
        return new Bound(Operator.BETWEEN, least, Optional.of(most));
    }

    public boolean allows(BigDecimal figure) {
        int compared = figure.compareTo(limit);
        return switch (operator) {
            case BE -> compared == 0;
            case NOT_BE -> compared != 0;
            case LESS_THAN -> compared < 0;
            case LESS_OR_EQUAL_TO -> compared <= 0;
            case GREATER_THAN -> compared > 0;
            case GREATER_OR_EQUAL_TO -> compared >= 0;
            case BETWEEN -> compared >= 0 && figure.compareTo(most.orElseThrow()) <= 0;
        };
    }

    /** What is allowed, in words. */
    public String toText() {
        var number = limit.toPlainString();
        return switch (operator) {
            case BE -> number;
            case NOT_BE -> "anything but " + number;
            case LESS_THAN -> "less than " + number;
            case LESS_OR_EQUAL_TO -> "at most " + number;
            case GREATER_THAN -> "more than " + number;
            case GREATER_OR_EQUAL_TO -> "at least " + number;
            case BETWEEN -> "%s to %s".formatted(number, most.orElseThrow().toPlainString());
        };
    }
}
