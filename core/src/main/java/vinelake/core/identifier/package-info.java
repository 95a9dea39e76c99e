/**
 * Codes that name an enterprise. A normal form has no blanks, hyphens, full-width or lower-case letters; whether a code
 * is valid is asked of its normal form.
 */
package vinelake.core.identifier;
