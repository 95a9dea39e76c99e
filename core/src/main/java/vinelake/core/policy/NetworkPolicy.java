package vinelake.core.policy;

import java.util.List;
import vinelake.core.contract.DatasetName;

/**
 * Where the hub's networks come from.
 *
 * @param windowMonths how far back an edge looks; 0 for all of history
 */
public record NetworkPolicy(int windowMonths, List<Supply> supplies) {

    /** Of a hub without subjects. */
    public static final NetworkPolicy NONE = new NetworkPolicy(0, List.of());

    public NetworkPolicy {
        supplies = List.copyOf(supplies);
    }

    /**
     * Supply relations read from invoices.
     *
     * @param seller column with the seller's identifier
     * @param buyer column with the buyer's identifier
     * @param date column with the day of the invoice
     * @param amount column with the amount in yuan
     * @param where SQL predicate of the invoices that count; NULL does not
     */
    public record Supply(DatasetName dataset, String seller, String buyer, String date, String amount, String where) {}
}
