package vinelake.core.contract;

import java.util.regex.Pattern;

/**
 * The name of a dataset in the hub: {@code tax/filing}.
 *
 * @param department short English name of the delivering department, as in {@code contracts/<department>/}
 * @param dataset what it delivers, a singular noun
 */
public record DatasetName(String department, String dataset) implements Comparable<DatasetName> {

    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]*");

    public DatasetName {
        if (!PART.matcher(department).matches() || !PART.matcher(dataset).matches()) {
            throw new IllegalArgumentException(
                    "dataset name is '%s/%s'. Allowed: <department>/<dataset>, each of a-z, 0-9 and _, starting with a letter"
                            .formatted(department, dataset));
        }
    }

    /**
     * Reads a name as people write it.
     *
     * @param text {@code <department>/<dataset>}
     * @throws IllegalArgumentException when it is no such name
     */
    public static DatasetName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "dataset name is '%s'. Allowed: <department>/<dataset>, like tax/filing".formatted(text));
        }
        return new DatasetName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(DatasetName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return department + "/" + dataset;
    }
}
