package vinelake.etl.format;

import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vinelake.core.contract.HoldReason;
import vinelake.etl.text.RowFile;

/** XML: each element of one name is a row, counted from 1. Namespaces are passed over, and no entity is fetched. */
public final class XmlRows {

    /** The path of the row's own text. */
    private static final String ITSELF = ".";

    private static final String ATTRIBUTE = "@";

    private final NamedColumns columns;
    private final RowFile to;
    private final Deque<Element> open = new ArrayDeque<>();
    private long number;

    private XmlRows(NamedColumns columns, RowFile to) {
        this.columns = columns;
        this.to = to;
    }

    /** @param path below the row; empty for the row itself */
    private record Element(String path, StringBuilder text, boolean[] hasChildren) {}

    /**
     * Reads all rows.
     *
     * @param row name of the element that is a row
     * @throws FormatException when the file is not well-formed, or has a document type
     */
    public static void read(Path file, String row, NamedColumns columns, RowFile to) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var xml = reader(in);
            try {
                new XmlRows(columns, to).read(xml, row);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            var location = e.getLocation();
            throw new FormatException(
                    location == null
                                    || location.getLineNumber() < 1
                                    || e.getNestedException() instanceof CharConversionException
                            ? HoldReason.XML_CHARSET.text()
                            : "line %d, column %d: %s"
                                    .formatted(
                                            location.getLineNumber(),
                                            location.getColumnNumber(),
                                            HoldReason.NO_XML.text()));
        }
    }

    /** A reader that fetches nothing. */
    public static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        // The one of the JDK, whatever else is on the class path: its limits are known.
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory.createXMLStreamReader(in);
    }

    private void read(XMLStreamReader xml, String row) throws XMLStreamException, FormatException {
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD ->
                    throw new FormatException("line %d: %s"
                            .formatted(xml.getLocation().getLineNumber(), HoldReason.DOCUMENT_TYPE.text()));
                case XMLStreamConstants.START_ELEMENT -> {
                    if (!open.isEmpty()) {
                        open.getLast().hasChildren()[0] = true;
                        var before = open.getLast().path();
                        begin(xml, before.isEmpty() ? xml.getLocalName() : before + "/" + xml.getLocalName());
                    } else if (xml.getLocalName().equals(row)) {
                        number++;
                        columns.begin();
                        begin(xml, "");
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.getLast().text().append(xml.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (!open.isEmpty()) {
                        end(open.removeLast());
                    }
                }
                default -> {}
            }
        }
    }

    private void begin(XMLStreamReader xml, String path) {
        open.addLast(new Element(path, new StringBuilder(), new boolean[1]));
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            var name = ATTRIBUTE + xml.getAttributeLocalName(i);
            columns.put(path.isEmpty() ? name : path + "/" + name, xml.getAttributeValue(i));
        }
    }

    private void end(Element element) {
        var text = element.text().toString().strip();
        boolean isRow = element.path().isEmpty();
        // What a container has between its children, or without any, is no value.
        boolean isContainer = isRow
                || element.hasChildren()[0]
                || columns.leadsOn(element.path()) && !columns.isMapped(element.path());
        if (!text.isEmpty() || !isContainer) {
            columns.put(isRow ? ITSELF : element.path(), text);
        }
        if (isRow) {
            columns.end(number, to);
        }
    }
}
