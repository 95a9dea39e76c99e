package vinelake.etl.format;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import vinelake.etl.text.RowFile;

/**
 * The columns of a file where each row names its values, in any order: what a contract maps of them, and which it does not
 * know.
 */
public final class NamedColumns {

    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> ignored;
    private final Set<String> onTheWay = new HashSet<>();
    private final Set<String> seen = new TreeSet<>();
    private final Set<String> unexpected = new TreeSet<>();
    private final char separator;
    private final String[] values;
    private final boolean areUnknown;
    private final Map<String, Boolean> found = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private String last;
    private boolean isAmbiguous;
    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

    /**
     * @param mapped paths of the contract's columns, in its order
     * @param ignored paths that are known and not taken
     * @param separator between the steps of a path
     */
    public NamedColumns(List<String> mapped, Set<String> ignored, char separator) {
        this(mapped, ignored, separator, false);
    }

    private NamedColumns(List<String> mapped, Set<String> ignored, char separator, boolean areUnknown) {
        this.areUnknown = areUnknown;
        this.separator = separator;
        for (int i = 0; i < mapped.size(); i++) {
            places.put(mapped.get(i), i);
            addWay(mapped.get(i));
        }
        this.ignored = Set.copyOf(ignored);
        ignored.forEach(this::addWay);
        this.values = new String[mapped.size()];
    }

    /** Of a file whose columns nobody knows yet: all of them are found, and no value is taken. */
    public static NamedColumns unknown(char separator) {
        return new NamedColumns(List.of(), Set.of(), separator, true);
    }

    private void addWay(String path) {
        for (int at = path.indexOf(separator); at > 0; at = path.indexOf(separator, at + 1)) {
            onTheWay.add(path.substring(0, at));
        }
    }

    /** Paths of mapped columns that some row has. */
    public Set<String> seen() {
        return seen;
    }

    /** Paths that the contract neither maps nor ignores. */
    public Set<String> unexpected() {
        return unexpected;
    }

    /**
     * Paths of all values, where nobody knew the columns, in the order of the rows. What holds others is none, unless a row
     * has a value of its own there.
     */
    public List<String> found() {
        return order.stream()
                .filter(path ->
                        found.get(path) || order.stream().noneMatch(other -> other.startsWith(path + separator)))
                .toList();
    }

    void begin() {
        last = null;
        Arrays.fill(values, null);
        isAmbiguous = false;
    }

    boolean isMapped(String path) {
        return places.containsKey(path);
    }

    /** Whether it or what it lies in is ignored. */
    boolean isIgnored(String path) {
        for (var at = path.length(); at > 0; at = path.lastIndexOf(separator, at - 1)) {
            if (ignored.contains(path.substring(0, at))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a mapped or ignored path goes on from here. */
    boolean leadsOn(String path) {
        return onTheWay.contains(path);
    }

    /** Whether values are looked for within what lies at the path. */
    boolean descends(String path) {
        return areUnknown || !isMapped(path) && !isIgnored(path) && leadsOn(path);
    }

    /** Something holds others: where no row has any in it, it is a column without a value. */
    void pass(String path) {
        if (areUnknown) {
            find(path, false);
        }
    }

    /** A new one comes after the one that stands before it in its row. */
    private void find(String path, boolean hasValue) {
        var before = found.put(path, hasValue || found.getOrDefault(path, false));
        if (before == null) {
            order.add(last == null ? 0 : order.indexOf(last) + 1, path);
        }
        last = path;
    }

    /** @param value null for none */
    void put(String path, String value) {
        if (areUnknown) {
            find(path, value != null && !value.isEmpty());
            return;
        }
        var place = places.get(path);
        if (place == null) {
            if (!isIgnored(path)) {
                unexpected.add(path);
            }
            return;
        }
        if (!seen.contains(path)) {
            seen.add(path);
        }
        isAmbiguous |= value != null && (values[place] != null || !isText(value));
        values[place] = value == null ? values[place] : value;
    }

    /** JSON may escape half of a character, which no charset can write. */
    private boolean isText(String value) {
        return utf8.canEncode(value);
    }

    /** Adds the row; one that says a value twice, or one that is no text, as a row that cannot be split, which is refused. */
    void end(long number, RowFile to) {
        if (isAmbiguous) {
            addUnsplit(number, to);
        } else {
            to.add(number, Arrays.asList(values));
        }
    }

    /** A row that is there and cannot be read has the wrong number of fields: none, or one more where that were right. */
    void addUnsplit(long number, RowFile to) {
        to.add(number, Arrays.asList(new String[values.length + 1]));
    }
}
