package vinelake.city;

import java.util.OptionalInt;

/**
 * A lasting supply relation, seen from one side.
 *
 * @param partner the subject on the other side; empty for a party from outside the city
 * @param outsider number of the party from outside; -1 for a subject
 * @param share share of the seller's sales, 0 to 1
 * @param fromMonth first month, an index of the plan
 * @param invoicesPerMonth mean number of invoices in a month
 */
record Supply(OptionalInt partner, int outsider, double share, int fromMonth, double invoicesPerMonth) {}
