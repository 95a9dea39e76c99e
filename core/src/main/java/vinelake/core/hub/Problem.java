package vinelake.core.hub;

/**
 * Something in the hub folder that keeps it from being used.
 *
 * @param file below the hub folder
 * @param path place in the file, as a JSON pointer; empty for the file itself
 * @param message what is wrong, with the value; what is allowed
 */
public record Problem(String file, String path, String message) implements Comparable<Problem> {

    @Override
    public int compareTo(Problem other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return file + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
