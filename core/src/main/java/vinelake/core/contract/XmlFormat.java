package vinelake.core.contract;

/**
 * XML. A column has the path below the row's element for a source: {@code address/city}, {@code @id}, {@code address/@code},
 * and {@code .} for the element's own text.
 *
 * @param row name of the element that is a row
 */
public record XmlFormat(String row) implements Format {}
