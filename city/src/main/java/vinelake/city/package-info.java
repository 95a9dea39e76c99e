/**
 * A synthetic city: eight departments deliver records about the same invented enterprises, with the truth beside them.
 *
 * <p>From the inside out: {@link vinelake.city.Dice} (random numbers by purpose), {@link vinelake.city.City} (who is
 * there, who buys from whom, who fails and when), a {@link vinelake.city.Feed} per dataset (what its department writes
 * of that), {@link vinelake.city.ErrorPlanter} (what goes wrong on the way), {@link vinelake.city.WriteCity} (files).
 */
package vinelake.city;
