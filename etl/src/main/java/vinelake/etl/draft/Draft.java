package vinelake.etl.draft;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import vinelake.core.contract.ColumnType.Kind;
import vinelake.core.contract.DatasetName;
import vinelake.etl.ingest.Scratch;

/**
 * A contract drafted from delivered files, and rows of them as examples.
 *
 * @param files that it was made of
 * @param contract text of {@code <dataset>.odcs.yaml}
 * @param examples text of {@code <dataset>.examples.yaml}; empty where no row can be shown
 * @param path pattern of the files below the landing folder
 * @param rows that were read
 * @param columns that the contract maps
 * @param decisions what a person must decide, in the contract's order, in Chinese
 */
public record Draft(
        List<Path> files,
        DatasetName dataset,
        String contract,
        Optional<String> examples,
        String path,
        long rows,
        int columns,
        List<String> decisions) {

    /** So many rows are read: enough to know the types, and no night's work. */
    private static final long ENOUGH = 2_000_000;

    /** Of fewer rows two columns differ by chance. */
    private static final long ENOUGH_FOR_PAIRS = 10;

    private static final double MOST = 0.5;

    public Draft {
        files = List.copyOf(files);
        decisions = List.copyOf(decisions);
    }

    /**
     * What the operator says of the files.
     *
     * @param department of the contract; empty: guessed
     * @param dataset likewise
     * @param landing the landing folder, below which contracts name files
     * @param zone where the department keeps its clock
     * @param where the rows are
     */
    public record Wishes(
            Optional<String> department, Optional<String> dataset, Optional<Path> landing, ZoneId zone, Where where) {

        public Wishes(Optional<String> department, Optional<String> dataset, Optional<Path> landing, ZoneId zone) {
            this(department, dataset, landing, zone, Where.ANYWHERE);
        }
    }

    /**
     * Where a file's rows are; empty: guessed.
     *
     * @param sheet of a workbook
     * @param row name of an XML element that is a row
     * @param rows JSON pointer to the array of rows
     */
    public record Where(Optional<String> sheet, Optional<String> row, Optional<String> rows) {

        public static final Where ANYWHERE = new Where(Optional.empty(), Optional.empty(), Optional.empty());

        /** @throws IllegalArgumentException when it says something that a file of the format has not */
        void check(String name, String format) {
            check(sheet, "--sheet", "xlsx", name, format);
            check(row, "--row", "xml", name, format);
            check(rows, "--rows", "json", name, format);
        }

        private static void check(Optional<String> wish, String option, String allowed, String name, String format) {
            if (wish.isPresent() && !format.equals(allowed)) {
                throw new IllegalArgumentException("%s: %s is a file of %s. Allowed: files of %s. Leave the option out"
                        .formatted(option, name, format, allowed));
            }
        }
    }

    /**
     * Drafts a contract for each dataset among the files. Files with the same columns in one folder, whose names differ by
     * dates and numbers, are one dataset.
     *
     * @param temporary folder for what is unpacked; gone afterwards is what was made in it
     * @throws IllegalArgumentException when a file is empty or damaged, or all were said to be one dataset and are not
     * @throws vinelake.etl.text.UnreadableFileException when one cannot be split into rows
     */
    public static List<Draft> of(List<Path> files, Wishes wishes, Path temporary) throws IOException {
        try (var scratch = new Scratch(temporary)) {
            var samples = new Samples(wishes.zone(), wishes.where(), scratch);
            var families = new ArrayList<Family>();
            for (Path file : files) {
                var delivered = Delivered.of(file, samples);
                families.stream()
                        .filter(family -> family.takes(delivered))
                        .findFirst()
                        .orElseGet(() -> {
                            families.add(new Family(new ArrayList<>()));
                            return families.get(families.size() - 1);
                        })
                        .members()
                        .add(delivered);
            }
            if (wishes.dataset().isPresent() && families.size() > 1) {
                throw new IllegalArgumentException(
                        "--dataset: the files %s are %d datasets: their columns or names differ. Allowed: files of one dataset. Draft them one by one"
                                .formatted(
                                        families.stream()
                                                .map(family -> family.first()
                                                        .file()
                                                        .getFileName()
                                                        .toString())
                                                .toList(),
                                        families.size()));
            }
            var drafts = new ArrayList<Draft>();
            var taken = new LinkedHashSet<DatasetName>();
            for (var family : apart(families, wishes.landing())) {
                drafts.add(new Drafting(family.files(), wishes, family.sample(samples), taken).draft());
            }
            return drafts;
        }
    }

    /**
     * Families none of whose patterns takes a file of another. Where names differ by numbers and columns do not go with
     * them, each file is a dataset.
     */
    private static List<Family> apart(List<Family> families, Optional<Path> landing) {
        var apart = new ArrayList<Family>();
        for (var family : families) {
            if (family.rival(families, landing).isPresent()) {
                family.members().forEach(member -> apart.add(new Family(List.of(member))));
            } else {
                apart.add(family);
            }
        }
        for (var family : apart) {
            family.rival(apart, landing).ifPresent(rival -> {
                throw new IllegalArgumentException(
                        "%s and %s have the name of one dataset, and other columns. Allowed: files with the same columns. Draft the newer one, and have the older one delivered anew or named otherwise"
                                .formatted(family.first().file().getFileName(), rival.getFileName()));
            });
        }
        return apart;
    }

    /** Files of one dataset. */
    private record Family(List<Delivered> members) {

        private Delivered first() {
            return members.get(0);
        }

        private List<Path> files() {
            return members.stream().map(Delivered::file).toList();
        }

        /** A file of another family that a contract of this one would take. */
        private Optional<Path> rival(List<Family> families, Optional<Path> landing) {
            // Outside of the landing folder all files come to lie in one.
            var path = PathGuess.of(files(), landing, "");
            return families.stream()
                    .filter(family -> !family.equals(this))
                    .flatMap(family -> family.files().stream())
                    .filter(file -> path.takes(file, landing, ""))
                    .findFirst();
        }

        private boolean takes(Delivered other) {
            var first = first();
            var own = first.sample();
            return PathGuess.family(first.file()).equals(PathGuess.family(other.file()))
                    && own.format().equals(other.sample().format())
                    && first.entries().equals(other.entries())
                    && (Samples.isByName(own)
                            ? areAlike(own.columns(), other.sample().columns())
                            : own.columns().equals(other.sample().columns()));
        }

        /** A row without a value often lacks its name, too. */
        private static boolean areAlike(List<Sample.Column> these, List<Sample.Column> those) {
            var both = new LinkedHashSet<>(these);
            both.retainAll(those);
            return 2 * both.size() >= Math.min(these.size(), those.size());
        }

        private Sample sample(Samples samples) throws IOException {
            var sample = first().sample();
            if (members.size() > 1) {
                var pieces = new ArrayList<Piece>();
                for (int i = 0; i < members.size(); i++) {
                    int file = i;
                    members.get(i).pieces().forEach(piece -> pieces.add(piece.of(file)));
                }
                sample = samples.of(pieces);
            }
            var read = sample;
            return first().entries()
                    .map(entries -> read.ofEntries(entries, first().others()))
                    .orElse(sample);
        }
    }

    /**
     * A column of the draft.
     *
     * @param source header, or position like {@code #3}
     */
    record Column(String name, String source, String title, int position, boolean isKey, ColumnGuess guess) {}

    /** A row as delivered, chosen to be an example. */
    record Chosen(String title, List<String> fields) {}

    private static final class Drafting {
        private final List<Path> files;
        private final Wishes wishes;
        private final Sample sample;
        private final Set<DatasetName> taken;
        private final List<String> names;
        private final List<ColumnFacts> facts;
        private final KeyGuess keys;
        private Chosen first;
        private Chosen last;
        private Chosen emptiest;
        private long rows;
        private long torn;
        private boolean isCut;

        private Drafting(List<Path> files, Wishes wishes, Sample sample, Set<DatasetName> taken) {
            this.files = files;
            this.wishes = wishes;
            this.sample = sample;
            this.taken = taken;
            this.names = sample.columns().stream().map(Sample.Column::header).toList();
            this.facts =
                    names.stream().map(name -> new ColumnFacts(wishes.zone())).toList();
            this.keys = new KeyGuess(sample.width());
        }

        private Draft draft() throws IOException {
            sample.rows().each(this::see);
            var nullWords = nullWords();
            var columnNames = Terms.columns(names);
            var ignored = new LinkedHashMap<String, String>();
            var guesses = IntStream.range(0, names.size())
                    .mapToObj(i -> ColumnGuess.of(
                            names.get(i),
                            names.get(i).isEmpty() ? "" : columnNames.get(i),
                            facts.get(i),
                            nullWords,
                            rows - torn))
                    .toList();
            for (int i = 0; i < names.size(); i++) {
                if (sample.hasNames()
                        && names.get(i).isEmpty()
                        && (facts.get(i).values() == 0
                                || (i == 0 && facts.get(i).countsUp()))) {
                    ignored.put("#" + (i + 1), facts.get(i).values() == 0 ? "无列名且全为空" : "无列名的行号");
                }
            }
            var key = key(guesses, columnNames, ignored.keySet());
            var columns = new ArrayList<Column>();
            for (int i = 0; i < names.size(); i++) {
                var position = "#" + (i + 1);
                if (!ignored.containsKey(position)) {
                    columns.add(new Column(
                            columnNames.get(i),
                            sample.columns().get(i).source(),
                            names.get(i).isEmpty()
                                    ? "第 %d 列".formatted(i + 1)
                                    : names.get(i).replaceAll("\\s+", " "),
                            i,
                            key.contains(i),
                            guesses.get(i)));
                }
            }
            var words =
                    String.join(" ", names) + " " + String.join(" ", columnNames) + " " + PathGuess.stem(files.get(0));
            var dataset = dataset(words);
            var path = PathGuess.of(files, wishes.landing(), dataset.department());
            var text = new ContractText(dataset, sample, columns, nullWords, ignored)
                    .of(path, LegalGuess.catalogueClass(words), isWhole(columns, key), seen(), doubts());
            return new Draft(
                    files,
                    dataset,
                    text.text(),
                    ExamplesText.of(chosen(), columns, nullWords, wishes.zone()),
                    path.pattern(),
                    rows,
                    columns.size(),
                    text.decisions());
        }

        private boolean see(Sample.Row row) {
            if (rows == ENOUGH) {
                isCut = true;
                return false;
            }
            rows++;
            var fields = row.fields();
            if (!row.isWhole() || fields.size() != sample.width()) {
                torn++;
                return true;
            }
            int empty = 0;
            for (int i = 0; i < fields.size(); i++) {
                facts.get(i).see(fields.get(i));
                empty += fields.get(i).isBlank() ? 1 : 0;
            }
            keys.see(row.file(), fields);
            int most = emptiest == null
                    ? 0
                    : (int) emptiest.fields().stream().filter(String::isBlank).count();
            if (first == null) {
                first = new Chosen("文件中的第一行", fields);
            } else if (empty > most) {
                emptiest = new Chosen("空值最多的一行", fields);
            }
            last = new Chosen("文件中的最后一行", fields);
            return true;
        }

        private List<Chosen> chosen() {
            var chosen = new LinkedHashMap<List<String>, Chosen>();
            for (var row : Arrays.asList(first, emptiest, last)) {
                if (row != null) {
                    chosen.putIfAbsent(row.fields(), row);
                }
            }
            return List.copyOf(chosen.values());
        }

        /** Words that mean "no value" anywhere, and others where a column of numbers or dates has them. */
        private Set<String> nullWords() {
            var words = new TreeMap<String, Boolean>();
            for (var column : facts) {
                column.nullWords()
                        .keySet()
                        .forEach(word -> words.merge(
                                word,
                                NullWords.isPlain(word)
                                        || column.areNumbers()
                                        || column.areDates()
                                        || column.areMoments(),
                                Boolean::logicalOr));
            }
            boolean hasYesOrNone = facts.stream()
                    .anyMatch(column -> column.nullWords().containsKey("无")
                            && column.few().keySet().equals(Set.of("有")));
            var taken = new LinkedHashSet<String>();
            words.forEach((word, isTaken) -> {
                if (isTaken && !(word.equals("无") && hasYesOrNone)) {
                    taken.add(word);
                }
            });
            return taken;
        }

        /** The positions of the key's columns; none where nothing looks like one. */
        private List<Integer> key(List<ColumnGuess> guesses, List<String> columnNames, Set<String> ignored) {
            for (int[] key : keys.keys()) {
                boolean mayBe = Arrays.stream(key)
                        .allMatch(i -> (mayBeKey(guesses.get(i)) || isArgument(i, ignored))
                                && !facts.get(i).haveBlanksWithin()
                                && !ignored.contains("#" + (i + 1)));
                // Rows that differ always differ in all columns together: that is no key.
                boolean isLikely = key.length > 1
                        ? key[0] == firstTaken(ignored)
                                && key.length < names.size() - ignored.size()
                                && keys.count() >= ENOUGH_FOR_PAIRS
                        : key[0] == firstTaken(ignored)
                                || guesses.get(key[0]).isEntity()
                                || ColumnGuess.isCode(names.get(key[0]), columnNames.get(key[0]));
                if (mayBe && isLikely) {
                    return Arrays.stream(key).boxed().toList();
                }
            }
            return List.of();
        }

        /** Whether rows are ordered by a quantity in front, of which the others are told: rates, sizes. */
        private boolean isArgument(int column, Set<String> ignored) {
            return column == firstTaken(ignored) && facts.get(column).ascends();
        }

        private int firstTaken(Set<String> ignored) {
            return IntStream.range(0, names.size())
                    .filter(i -> !ignored.contains("#" + (i + 1)))
                    .findFirst()
                    .orElse(0);
        }

        private static boolean mayBeKey(ColumnGuess guess) {
            return !guess.isPersonal()
                    && Set.of(Kind.STRING, Kind.INTEGER).contains(guess.type().kind());
        }

        /** Whether the file looks like a register: its keys come again, or each names one of those whom the rows are about. */
        private boolean isWhole(List<Column> columns, List<Integer> key) {
            if (key.size() != 1) {
                return false;
            }
            return files.size() > 1
                    ? keys.shareAgain(key.get(0)) >= MOST
                    : columns.stream()
                            .anyMatch(column -> column.isKey()
                                    && column.guess().isEntity()
                                    && !ColumnGuess.isOfEvent(column.title()));
        }

        private DatasetName dataset(String words) {
            var folder = wishes.landing()
                    .map(landing -> landing.toAbsolutePath().normalize())
                    .filter(landing -> files.get(0).toAbsolutePath().normalize().startsWith(landing))
                    .map(landing ->
                            landing.relativize(files.get(0).toAbsolutePath().normalize()))
                    .filter(below -> below.getNameCount() > 1)
                    .map(below -> Terms.snake(below.getName(0).toString()))
                    .filter(name -> !name.isEmpty());
            var department = wishes.department()
                    .or(() -> folder)
                    .or(() -> LegalGuess.department(words))
                    .orElse("department");
            var stem = Terms.snake(PathGuess.name(files.get(0)));
            var dataset = wishes.dataset().orElse(stem.isEmpty() ? "dataset" : stem);
            var name = new DatasetName(department, dataset);
            for (int i = 2; !taken.add(name); i++) {
                name = new DatasetName(department, dataset + "_" + i);
            }
            return name;
        }

        private String seen() {
            return "据 %s 起草，共读 %,d 行%s"
                    .formatted(
                            files.size() == 1 ? files.get(0).getFileName() : files.size() + " 个文件",
                            rows,
                            isCut ? "（文件更长，其余未读）" : "");
        }

        private List<String> doubts() {
            var doubts = new ArrayList<>(sample.doubts());
            if (torn > 0) {
                doubts.add("%,d 行的字段数、引号或字符集有误，入湖时会被隔离".formatted(torn));
            }
            if (rows == 0) {
                doubts.add("文件只有表头，没有数据行：各列类型暂定为文本");
            }
            return doubts;
        }
    }
}
