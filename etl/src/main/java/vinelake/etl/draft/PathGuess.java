package vinelake.etl.draft;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The pattern of a dataset's files below the landing folder.
 *
 * @param isDated whether it has the date that a file speaks for
 * @param hasOtherDate whether the names have a date that no pattern can read
 */
record PathGuess(String pattern, boolean isDated, boolean hasOtherDate) {

    private static final String DATE = "{as_of_date}";
    private static final String ENDINGS =
            "(?i)(?:\\.(?:csv|txt|tsv|dat|data|del|xlsx|xls|jsonl?|xml|parquet|zip|gz|tar|tgz))+$";
    private static final Pattern DIGITS =
            Pattern.compile("(?<!\\d)(\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}-\\d{2}|\\d{6})(?!\\d)");
    private static final Pattern CHINESE_DATE = Pattern.compile("\\d{4}年(?:\\d{1,2}月(?:\\d{1,2}日)?|第?[1-4一二三四]季度)?");

    /** What files of one dataset share: the folder and the name, without dates and numbers. */
    static String family(Path file) {
        return undated(file.toAbsolutePath().normalize().toString().replace('\\', '/'))
                .replaceAll("\\d+", "#");
    }

    /**
     * @param files of one family
     * @param landing the landing folder, where there is one
     */
    static PathGuess of(List<Path> files, Optional<Path> landing, String department) {
        var names = files.stream().map(file -> below(file, landing, department)).toList();
        var first = names.get(0);
        var dated = dated(first);
        if (names.size() == 1) {
            return of(dated.orElse(first));
        }
        return of(common(names.stream().map(name -> dated(name).orElse(name)).toList()));
    }

    /** Whether a file would be taken by the contract, too: {@code *} stands for any text within a name. */
    boolean takes(Path file, Optional<Path> landing, String department) {
        var regex = new StringBuilder();
        for (var part : pattern.split("(?<=\\*)|(?=\\*)|(?<=\\{as_of_date})|(?=\\{as_of_date})")) {
            regex.append(part.equals("*") ? "[^/]*" : part.equals(DATE) ? DIGITS.pattern() : Pattern.quote(part));
        }
        return below(file, landing, department).matches(regex.toString());
    }

    private static PathGuess of(String name) {
        var plain = CHINESE_DATE.matcher(name).replaceAll("*");
        var allowed = plain.replace(DATE, "\u0000")
                .replaceAll("[{}\\[\\]?\\\\\\p{Cntrl}&&[^\\x00]]", "*")
                .replaceAll("\\*{2,}", "*")
                .replace("\u0000", DATE);
        return new PathGuess(allowed, allowed.contains(DATE), !plain.equals(name));
    }

    private static String below(Path file, Optional<Path> landing, String department) {
        var absolute = file.toAbsolutePath().normalize();
        return landing.map(folder -> folder.toAbsolutePath().normalize())
                .filter(absolute::startsWith)
                .map(folder -> folder.relativize(absolute).toString())
                .orElseGet(() -> department + "/" + absolute.getFileName())
                .replace('\\', '/');
    }

    /** With the last date of the calendar in the name as a date; empty where there is none. */
    private static Optional<String> dated(String name) {
        Matcher digits = DIGITS.matcher(name);
        Optional<String> found = Optional.empty();
        while (digits.find()) {
            if (isDate(digits.group().replace("-", ""))) {
                found = Optional.of(name.substring(0, digits.start()) + DATE + name.substring(digits.end()));
            }
        }
        return found;
    }

    private static boolean isDate(String digits) {
        int year = Integer.parseInt(digits, 0, 4, 10);
        int month = Integer.parseInt(digits, 4, 6, 10);
        try {
            if (digits.length() == 8) {
                LocalDate.of(year, month, Integer.parseInt(digits, 6, 8, 10));
            } else {
                YearMonth.of(year, month);
            }
            return year >= 1990 && year < 2100;
        } catch (DateTimeException noDate) {
            return false;
        }
    }

    private static String undated(String name) {
        return dated(name).orElse(CHINESE_DATE.matcher(name).replaceAll("*"));
    }

    /** By folder and name, because a star stays within one. */
    private static String common(List<String> paths) {
        var parts = paths.stream().map(path -> path.split("/")).toList();
        return IntStream.range(0, parts.get(0).length)
                .mapToObj(i -> commonOfNames(parts.stream().map(part -> part[i]).toList()))
                .collect(Collectors.joining("/"));
    }

    /** What all names begin and end with, and a star between. */
    private static String commonOfNames(List<String> names) {
        var first = names.get(0);
        if (names.stream().allMatch(first::equals)) {
            return first;
        }
        int start = 0;
        int end = 0;
        int shortest = names.stream().mapToInt(String::length).min().orElseThrow();
        while (start < shortest && all(names, start, true)) {
            start++;
        }
        while (end < shortest - start && all(names, end, false)) {
            end++;
        }
        // A number is a whole or nothing, and so is a date.
        while (start > 0 && Character.isDigit(first.charAt(start - 1))) {
            start--;
        }
        while (end > 0 && Character.isDigit(first.charAt(first.length() - end))) {
            end--;
        }
        var middle = first.substring(start, first.length() - end);
        var prefix = first.substring(0, start);
        int open = prefix.lastIndexOf('{');
        if (open >= 0 && prefix.indexOf('}', open) < 0) {
            prefix = prefix.substring(0, open);
        }
        return prefix + "*" + (middle.contains(DATE) ? DATE + "*" : "") + first.substring(first.length() - end);
    }

    private static boolean all(List<String> names, int at, boolean isFromStart) {
        var first = names.get(0);
        char c = first.charAt(isFromStart ? at : first.length() - 1 - at);
        return names.stream().allMatch(name -> name.charAt(isFromStart ? at : name.length() - 1 - at) == c);
    }

    /** What the file is about: its name without numbers at the end, or that of a folder where it is nothing but numbers. */
    static String name(Path file) {
        for (Path at = file.toAbsolutePath().normalize(); at != null && at.getFileName() != null; at = at.getParent()) {
            var name = stem(at).replaceAll("[\\d_ -]+$", "");
            if (name.codePoints().anyMatch(Character::isLetter)) {
                return name;
            }
        }
        return "";
    }

    /** The file's name without its endings and dates. */
    static String stem(Path file) {
        var name = file.getFileName().toString().replaceAll(ENDINGS, "");
        return CHINESE_DATE.matcher(undated(name).replace(DATE, "")).replaceAll("");
    }
}
