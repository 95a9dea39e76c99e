package vinelake.core.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row as delivered and what becomes of it; runs as a test of its contract.
 *
 * @param name what the example shows
 * @param row source header or position ({@code #3}) -> text as delivered; a column that is not named is blank
 * @param accepted column -> its text in the lake, {@code ""} for no value; columns that are not named are not compared
 * @param broken names of all rules that the row breaks; empty when it is accepted
 * @param version the earlier version of the contract that it is of; empty: the current one
 */
public record ContractExample(
        String name,
        Map<String, String> row,
        Map<String, String> accepted,
        List<String> broken,
        Optional<String> version) {

    public ContractExample {
        if (accepted.isEmpty() == broken.isEmpty()) {
            throw new IllegalArgumentException("example '%s' has accepted %s and broken %s. Allowed: one of the two"
                    .formatted(name, accepted, broken));
        }
        row = Collections.unmodifiableMap(new LinkedHashMap<>(row));
        accepted = Collections.unmodifiableMap(new LinkedHashMap<>(accepted));
        broken = List.copyOf(broken);
    }

    /** Of a current contract. */
    public ContractExample(String name, Map<String, String> row, Map<String, String> accepted, List<String> broken) {
        this(name, row, accepted, broken, Optional.empty());
    }

    /** Whether it shows what becomes of rows under a version of its contract. */
    public boolean isOf(Contract contract) {
        return version.equals(contract.isEarlier() ? Optional.of(contract.version()) : Optional.empty());
    }

    public boolean isAccepted() {
        return broken.isEmpty();
    }
}
