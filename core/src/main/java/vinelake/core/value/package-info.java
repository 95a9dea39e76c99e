/**
 * Values in the forms in which departments write them. A reader returns null for text that is no such value and never
 * guesses: what would lose something (a day of a moment, an integer of 12.5) is no such value either.
 */
package vinelake.core.value;
