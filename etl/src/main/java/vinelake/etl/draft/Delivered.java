package vinelake.etl.draft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vinelake.etl.format.Archive;
import vinelake.etl.format.FormatException;

/**
 * A delivered file with its rows: of an archive those of the entries that are written alike.
 *
 * @param pieces with the rows
 * @param entries pattern of the archive's entries that are taken; empty where all are
 * @param others names of those that are not
 */
record Delivered(Path file, List<Piece> pieces, Optional<String> entries, List<String> others, Sample sample) {

    /**
     * @throws IllegalArgumentException when the file cannot be read, or is an archive from which one contract cannot take
     *     one table
     */
    static Delivered of(Path file, Samples samples) throws IOException {
        var name = file.getFileName().toString();
        if (!Archive.isArchive(name)) {
            var pieces = List.of(new Piece(0, name, file));
            return new Delivered(file, pieces, Optional.empty(), List.of(), samples.of(pieces));
        }
        var all = new ArrayList<Piece>();
        try {
            for (var entry : Archive.unpack(
                    file, name, Optional.empty(), samples.scratch().folder(), unclaimed -> {})) {
                all.add(new Piece(0, entry.name(), entry.file()));
            }
        } catch (FormatException e) {
            throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
        }
        if (all.size() == 1) {
            return new Delivered(file, all, Optional.empty(), List.of(), samples.of(all));
        }
        var alike = new LinkedHashMap<String, List<Piece>>();
        for (var piece : all) {
            samples.kind(piece)
                    .ifPresent(kind ->
                            alike.computeIfAbsent(kind, k -> new ArrayList<>()).add(piece));
        }
        var taken = alike.values().stream()
                .max(Comparator.comparingLong(Delivered::bytes))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: has no file with rows in it. Allowed: an archive of a delivery".formatted(name)));
        var others = all.stream().filter(piece -> !taken.contains(piece)).toList();
        var entries = others.isEmpty() ? Optional.<String>empty() : Optional.of(pattern(name, taken, others));
        return new Delivered(
                file, taken, entries, others.stream().map(Piece::ownName).toList(), samples.of(taken));
    }

    private static long bytes(List<Piece> pieces) {
        return pieces.stream()
                .mapToLong(piece -> piece.path().toFile().length())
                .sum();
    }

    /** The plainest that takes these entries and none of the others. */
    private static String pattern(String archive, List<Piece> taken, List<Piece> others) {
        var first = taken.get(0).ownName();
        int dot = first.lastIndexOf('.');
        return Stream.of(
                        Optional.of("*" + first.substring(Math.max(dot, 0))).filter(ending -> dot >= 0),
                        Optional.of(first.replaceAll("\\d+", "*")),
                        Optional.of(first))
                .flatMap(Optional::stream)
                .filter(pattern -> taken.stream().allMatch(matches(pattern))
                        && others.stream().noneMatch(matches(pattern)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: has several tables in it, %s and others, whose names do not tell them apart. Allowed: one table in an archive. Have them delivered apart"
                                .formatted(archive, first)));
    }

    private static Predicate<Piece> matches(String pattern) {
        var regex = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return piece -> piece.ownName().matches(regex);
    }
}
