package vinelake.etl.draft;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vinelake.etl.format.XmlRows;

/**
 * Which elements of an XML file are its rows: those that come again beside each other and hold something, as near to the
 * root as there are any.
 */
final class XmlRowGuess {

    /** A file with more paths than that has its values for names. */
    private static final int MOST_PATHS = 10_000;

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();

    private XmlRowGuess() {}

    /** Elements of one path. */
    private static final class Kind {
        private final String name;
        private final int depth;
        private long count;
        private boolean comesAgain;
        private boolean holdsSomething;

        private Kind(String name, int depth) {
            this.name = name;
            this.depth = depth;
        }
    }

    /** An element that has not ended. */
    private record Open(String path, Map<String, Integer> children) {}

    /** @return empty where the text is no XML, which its reader says better, or has nothing that could be a row */
    static Optional<String> of(Path file) throws IOException {
        var guess = new XmlRowGuess();
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var xml = XmlRows.reader(in);
            try {
                guess.read(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException broken) {
            return guess.row();
        }
        return guess.row();
    }

    private void read(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext() && kinds.size() < MOST_PATHS) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                begin(xml.getLocalName(), xml.getAttributeCount() > 0);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.removeLast();
            }
        }
    }

    private void begin(String name, boolean hasAttributes) {
        var above = open.peekLast();
        var path = above == null ? name : above.path() + "/" + name;
        var kind = kinds.computeIfAbsent(path, p -> new Kind(name, open.size()));
        kind.count++;
        kind.holdsSomething |= hasAttributes;
        if (above != null) {
            kinds.get(above.path()).holdsSomething = true;
            kind.comesAgain |= above.children().merge(name, 1, Integer::sum) > 1;
        }
        open.addLast(new Open(path, new HashMap<>()));
    }

    private Optional<String> row() {
        var nearest = Comparator.<Kind>comparingInt(kind -> -kind.depth).thenComparingLong(kind -> kind.count);
        return kinds.values().stream()
                .filter(kind -> kind.comesAgain && kind.holdsSomething)
                .max(nearest)
                // Values in a row, each an element of the root.
                .or(() -> kinds.values().stream()
                        .filter(kind -> kind.comesAgain && kind.depth == 1)
                        .max(nearest))
                // One row: what holds something, below the root where there is such.
                .or(() -> kinds.values().stream()
                        .filter(kind -> kind.holdsSomething && kind.depth > 0)
                        .min(Comparator.comparingInt(kind -> kind.depth)))
                .or(() -> kinds.values().stream()
                        .filter(kind -> kind.holdsSomething)
                        .findFirst())
                .map(kind -> kind.name);
    }
}
