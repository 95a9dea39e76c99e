package vinelake.core.contract;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * JSON: an object on each line, or an array of objects. A column within an object has its path for a source:
 * {@code address.city}.
 *
 * @param rows JSON pointer to the array, where it stands within an object
 */
public record JsonFormat(Charset charset, Optional<String> rows) implements Format {}
