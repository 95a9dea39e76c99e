package vinelake.models.graph;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import vinelake.models.graph.SmallGraph.Link;

/** The validation graphs of LDBC Graphalytics (Apache-2.0), as they lie in the shared data beside the project. */
final class LdbcGraphs {

    private static final String GRAPHS = "shared/data/ldbc_graphalytics_validation/graphalytics-validation/"
            + "src/main/resources/validation-graphs";

    /** @param name file name without .v and .e; one edge per line, with a weight that PR and WCC do not use */
    static SmallGraph example(String name) {
        var links = lines("example/" + name + ".e")
                .map(fields -> Link.of(fields[0], fields[1]))
                .toList();
        return new SmallGraph(lines("example/" + name + ".v").map(f -> f[0]).toList(), links);
    }

    /** @param file adjacency lists: a vertex and those that it points to */
    static SmallGraph adjacency(String file) {
        var vertices = new ArrayList<String>();
        var links = new ArrayList<Link>();
        lines(file).forEach(fields -> {
            vertices.add(fields[0]);
            Stream.of(fields).skip(1).map(target -> Link.of(fields[0], target)).forEach(links::add);
        });
        return new SmallGraph(vertices, links);
    }

    /** @param file a vertex and its value on each line */
    static Map<String, String> values(String file) {
        return lines(file).collect(toMap(fields -> fields[0], fields -> fields[1]));
    }

    private static Stream<String[]> lines(String file) {
        return read(folder().resolve(file)).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("\\s+", -1));
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        var start = Path.of("").toAbsolutePath();
        var found = Stream.iterate(start, path -> path != null, Path::getParent)
                .map(path -> path.resolve(GRAPHS))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(
                found.isPresent(),
                "The LDBC validation graphs are absent: no parent of %s has %s".formatted(start, GRAPHS));
        return found.orElseThrow();
    }

    private LdbcGraphs() {}
}
