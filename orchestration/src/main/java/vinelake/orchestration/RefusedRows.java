package vinelake.orchestration;

import java.util.List;

/**
 * Refused rows of a delivery that break the same rules.
 *
 * @param ruleVersion under which they were refused
 * @param rules every rule that each of them breaks
 */
record RefusedRows(String deliveryId, String ruleVersion, List<String> rules, long rows) {

    RefusedRows {
        rules = List.copyOf(rules);
    }
}
