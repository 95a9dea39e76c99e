/** Files that are no text of the contract's kind, turned into rows that the one reader of text understands. */
package vinelake.etl.format;
