package vinelake.etl.draft;

import java.text.Normalizer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import vinelake.core.value.Dates;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;

/**
 * Which of a file's first rows is the header, and what stands above it. A header of two rows names groups of columns and
 * then the columns; the ingest knows headers of one row, so the first of them is a title to it. Where names do not tell the
 * columns apart the whole header is one, and columns go by position.
 *
 * @param columns with their names
 * @param isPresent whether the ingest finds columns by the header
 * @param header the row that names the columns; empty where the ingest looks for none
 * @param ahead how many rows stand before the first record
 * @param title beginnings of rows that the ingest must be told of
 * @param hasRepeatedNames whether two columns have one name
 */
record HeaderGuess(
        List<Sample.Column> columns,
        boolean isPresent,
        List<String> header,
        int ahead,
        List<String> title,
        boolean hasRepeatedNames) {

    /** So many rows the ingest passes over. */
    static final int MOST_TITLES = 20;

    /** A row between a title and the header, like one with units, is longer than any title's beginning needs to be. */
    private static final int LONGEST_BEGINNING = 16;

    private static final int SHORTEST_BEGINNING = 2;

    /** @param rows the first ones, without a footer, not none; null or blank for no value */
    static HeaderGuess of(List<List<String>> rows, int width, ZoneId zone) {
        return new Guesser(rows, width, zone).guess();
    }

    /**
     * How many of a file's first rows are none, where another file of the dataset told what they look like.
     *
     * @param titles beginnings of those that the ingest must be told of, in any file
     */
    int ahead(List<List<String>> first, List<String> titles) {
        if (isPresent) {
            for (int i = 0; i < Math.min(first.size(), MOST_TITLES + 1); i++) {
                if (stripped(first.get(i)).equals(stripped(header))) {
                    return i + 1;
                }
            }
            return ahead;
        }
        int count = 0;
        while (count < Math.min(first.size(), MOST_TITLES) && begins(first.get(count), titles)) {
            count++;
        }
        return count;
    }

    /** What a person should know of it. */
    void tell(Collection<String> titles, List<String> notes, List<String> doubts) {
        if (!titles.isEmpty()) {
            doubts.add("文件开头以 %s 开头的行不作为记录（title）：请核对".formatted(String.join("、", titles)));
        } else if (isPresent && ahead > 1) {
            notes.add("表头之上有 %d 行标题或说明，入湖时略过".formatted(ahead - 1));
        }
        if (hasRepeatedNames) {
            doubts.add("表头有重复的列名，各列按位置 #1、#2 …… 取用：列序不能变，请部门改名");
        } else if (!isPresent) {
            doubts.add("文件没有可用的表头，各列按位置 #1、#2 …… 取用：请核对列名");
        }
    }

    private static List<String> stripped(List<String> row) {
        return row.stream().map(field -> field == null ? "" : field.strip()).toList();
    }

    /** Remarks as programs write them before rows without a header. */
    static int comments(List<List<String>> rows) {
        int count = 0;
        while (count < Math.min(rows.size(), MOST_TITLES + 1) && isComment(rows.get(count))) {
            count++;
        }
        return count == rows.size() || count > MOST_TITLES ? 0 : count;
    }

    private static boolean isComment(List<String> row) {
        var text = first(row);
        return text.startsWith("#") || text.startsWith("%");
    }

    /** The first field with a value. */
    static String first(List<String> row) {
        return row.stream()
                .map(HeaderGuess::strip)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    /** What other rows have where the first value of a row stands. */
    static List<String> beside(List<String> row, List<List<String>> others) {
        int column = 0;
        while (column < row.size() && strip(row.get(column)) == null) {
            column++;
        }
        int at = column;
        return others.stream()
                .filter(other -> at < other.size() && !other.equals(row))
                .map(other -> strip(other.get(at)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether the first value of a row is made of the same kinds of characters as one of those below and above it. */
    static boolean isLikeOthers(List<String> row, List<List<String>> others) {
        var shape = shape(first(row));
        return beside(row, others).stream().anyMatch(text -> shape(text).equals(shape));
    }

    private static String shape(String text) {
        return text.replaceAll("\\p{IsHan}+", "汉").replaceAll("[A-Za-z]+", "a").replaceAll("[0-9]+", "9");
    }

    static long filled(List<String> row) {
        return row.stream().filter(field -> strip(field) != null).count();
    }

    static boolean begins(List<String> row, List<String> beginnings) {
        var text = first(row);
        return !text.isEmpty() && beginnings.stream().anyMatch(text::startsWith);
    }

    /** A text up to what changes from month to month, or names somebody. */
    static String beginning(String text) {
        var fixed = Texts.strip(text.split("[0-9０-９:：(（]", 2)[0]);
        var kept = fixed == null || fixed.length() < SHORTEST_BEGINNING ? text : fixed;
        return kept.substring(0, Math.min(LONGEST_BEGINNING, kept.length())).stripTrailing();
    }

    private static String strip(String field) {
        return field == null ? null : Texts.strip(field);
    }

    private static final class Guesser {
        private final List<List<String>> rows;
        private final int width;
        private final ZoneId zone;

        private Guesser(List<List<String>> rows, int width, ZoneId zone) {
            this.rows = rows;
            this.width = width;
            this.zone = zone;
        }

        private HeaderGuess guess() {
            int comments = comments(rows);
            if (comments > 1 || comments == 1 && rows.get(0).size() != width) {
                return commented(comments);
            }
            int titles = titles();
            if (isHeader(titles)) {
                return headed(titles);
            }
            if (titles > 0 && isHeader(0)) {
                return headed(0);
            }
            // What is as wide as the others, but for values that are missing, is a row.
            int torn = 0;
            while (torn < titles
                    && rows.get(torn).size() != width
                    && !isLikeOthers(rows.get(torn), rows.subList(titles, rows.size()))) {
                torn++;
            }
            return new HeaderGuess(positions(List.of()), false, List.of(), torn, beginnings(torn), false);
        }

        private HeaderGuess commented(int comments) {
            var marks = new LinkedHashSet<String>();
            rows.subList(0, comments).forEach(row -> marks.add(first(row).substring(0, 1)));
            return new HeaderGuess(
                    positions(names(rows.get(comments - 1))), false, List.of(), comments, List.copyOf(marks), false);
        }

        /** The columns as the last remark names them; none where it does not. */
        private List<String> names(List<String> remark) {
            var text = String.join("\t", stripped(remark)).replaceFirst("^[#%]+", "");
            for (var words : List.of(text.split("\t"), text.strip().split("\\s+"))) {
                var names = List.of(words).stream().map(String::strip).toList();
                if (names.size() == width && names.stream().noneMatch(name -> name.isEmpty() || isValue(name))) {
                    return names;
                }
            }
            return List.of();
        }

        private List<Sample.Column> positions(List<String> names) {
            return IntStream.range(0, width)
                    .mapToObj(i -> new Sample.Column(Sample.Column.position(i), i < names.size() ? names.get(i) : ""))
                    .toList();
        }

        /** Rows before the table that say little: a title, a remark, units. */
        private int titles() {
            int titles = 0;
            while (titles < Math.min(rows.size() - 1, MOST_TITLES) && isTitle(rows.get(titles))) {
                titles++;
            }
            return titles;
        }

        private boolean isTitle(List<String> row) {
            long filled = filled(row);
            boolean isNarrow = 2 * filled < width || filled == 1 && width == 2;
            return isNarrow && strip(row.get(0)) != null && !isValue(strip(row.get(0)));
        }

        private HeaderGuess headed(int at) {
            boolean isGroup = isGroup(at);
            int last = isGroup ? at + 1 : at;
            var header = stripped(rows.get(last));
            var names = isGroup ? joined(at) : header;
            var told = new HashSet<String>();
            boolean hasRepeatedNames = header.stream()
                    .filter(name -> !name.isEmpty())
                    .map(name -> Normalizer.normalize(name, Normalizer.Form.NFKC))
                    .anyMatch(name -> !told.add(name));
            boolean isLikePosition = header.stream().anyMatch(name -> name.matches("#\\d+"));
            // Where no row is, nothing is known of its width.
            boolean fits = header.size() == width || rows.size() == last + 1;
            if (!fits || hasRepeatedNames || isLikePosition) {
                return new HeaderGuess(
                        positions(names), false, List.of(), last + 1, beginnings(last + 1), hasRepeatedNames);
            }
            var columns = IntStream.range(0, header.size())
                    .mapToObj(i -> new Sample.Column(
                            header.get(i).isEmpty() ? Sample.Column.position(i) : header.get(i), names.get(i)))
                    .toList();
            boolean isPlain =
                    rows.subList(0, last).stream().allMatch(above -> 2 * filled(above) < filled(rows.get(last)));
            return new HeaderGuess(
                    columns, true, rows.get(last), last + 1, isPlain ? List.of() : beginnings(last), false);
        }

        /** Whether the row names groups of columns, and the one below it the columns. */
        private boolean isGroup(int at) {
            if (rows.size() < at + 3) {
                return false;
            }
            boolean hasGap = false;
            for (int i = 0; i < width; i++) {
                var below = cell(at + 1, i);
                if (below == null) {
                    if (cell(at, i) == null) {
                        return false;
                    }
                    continue;
                }
                var values = values(at + 2, i);
                boolean isTold = Terms.isKnown(below) && !values.contains(below)
                        || !values.isEmpty() && values.stream().allMatch(this::isValue);
                if (isValue(below) || NullWords.isCandidate(below) || !isTold) {
                    return false;
                }
                hasGap |= cell(at, i) == null;
            }
            return hasGap;
        }

        private List<String> joined(int at) {
            var names = new ArrayList<String>();
            var group = "";
            for (int i = 0; i < width; i++) {
                var above = cell(at, i);
                var below = cell(at + 1, i);
                group = above == null ? group : above;
                names.add(below == null ? Objects.requireNonNullElse(above, "") : (group + " " + below).strip());
            }
            return names;
        }

        private String cell(int row, int column) {
            return column < rows.get(row).size() ? strip(rows.get(row).get(column)) : null;
        }

        /** What a column has from a row on. */
        private List<String> values(int from, int column) {
            return IntStream.range(from, rows.size())
                    .mapToObj(row -> cell(row, column))
                    .filter(text -> text != null && !NullWords.isCandidate(text))
                    .toList();
        }

        /** Of the first rows; longer where the row after them begins likewise. */
        private List<String> beginnings(int count) {
            var next = count < rows.size() ? first(rows.get(count)) : "";
            var beginnings = new LinkedHashSet<String>();
            for (var row : rows.subList(0, count)) {
                var text = first(row);
                var beginning = beginning(text);
                beginnings.add(next.startsWith(beginning) ? text : beginning);
            }
            beginnings.remove("");
            return List.copyOf(beginnings);
        }

        /**
         * Whether the row names the columns: it has names that differ, none of which is a number, a date or a value that
         * its column has again, and something below tells it from the rows.
         */
        private boolean isHeader(int at) {
            var names = rows.get(at);
            var seen = new HashSet<String>();
            long filled = filled(names);
            boolean areKnown = filled > 0
                    && names.stream().filter(name -> strip(name) != null).allMatch(Terms::isKnown);
            if (rows.size() == at + 1) {
                return areKnown;
            }
            if (filled * 2 < names.size() && !areKnown) {
                return false;
            }
            boolean isTold = false;
            for (int i = 0; i < names.size(); i++) {
                var name = cell(at, i);
                if (name == null) {
                    continue;
                }
                if (!seen.add(name) && !Terms.isKnown(name)) {
                    return false;
                }
                var below = values(at + 1, i);
                if (isValue(name) || NullWords.isCandidate(name) || below.contains(name) || isNext(name, below)) {
                    return false;
                }
                isTold |= Terms.isKnown(name)
                        || (!below.isEmpty() && below.stream().allMatch(this::isValue))
                        || (isAsciiName(name) && below.stream().anyMatch(text -> !isAsciiName(text)));
            }
            return isTold;
        }

        /** Whether it is a code like all that are below: k1 above k2 and k3. */
        private static boolean isNext(String name, List<String> below) {
            var shape = shape(name);
            return shape.contains("9")
                    && !below.isEmpty()
                    && below.stream().allMatch(text -> shape(text).equals(shape));
        }

        private static boolean isAsciiName(String text) {
            return text.matches("[A-Za-z_][A-Za-z0-9_ .()/%-]*");
        }

        private boolean isValue(String text) {
            return Numbers.parse(text) != null || Dates.parse(text, zone) != null;
        }
    }
}
