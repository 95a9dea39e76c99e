package vinelake.core.contract;

/**
 * A predicate over one row.
 *
 * @param name snake_case, unique in the contract
 * @param predicate SQL over the contract's columns that is TRUE for valid rows; NULL counts as broken
 * @param description what a valid row is, in the words of the department (Chinese)
 */
public record RowRule(String name, String predicate, String description) {}
