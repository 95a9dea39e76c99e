package vinelake.etl.draft;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file with rows: a delivered one, or one of an archive.
 *
 * @param file which of the delivered files it comes from, from 0
 * @param name as the sender knows it
 * @param path where it lies
 */
record Piece(int file, String name, Path path) {

    boolean isCalled(String... endings) {
        var plain = name.toLowerCase(Locale.ROOT).replaceAll("\\.gz$", "");
        for (var ending : endings) {
            if (plain.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    /** Its own name, without that of the archive and folders. */
    String ownName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    Piece of(int other) {
        return new Piece(other, name, path);
    }
}
