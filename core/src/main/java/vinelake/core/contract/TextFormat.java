package vinelake.core.contract;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * How the rows of a delimited text file are written.
 *
 * @param quote empty where the department does not quote
 * @param hasHeader whether the first line names the columns; without one, columns are named by position: {@code #1}
 */
public record TextFormat(Charset charset, char delimiter, Optional<Character> quote, boolean hasHeader) {}
