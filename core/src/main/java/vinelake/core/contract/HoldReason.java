package vinelake.core.contract;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a delivery is held, with what mends it. The ledger keeps the English sentence, after the file and the place that it
 * is about; an official reads the Chinese one, which is found again by it. So lines of any age are told in both, as long as
 * no sentence here is changed: who changes one keeps the former beside it.
 */
public enum HoldReason {
    // Columns.
    EMPTY_FILE("the file is empty. Expected are %s", "文件是空的", "请部门重报完整的文件"),
    EMPTY_SHEET("the sheet is empty. Expected are %s", "工作表是空的", "请部门重报完整的文件"),
    HEADER_IN_OTHER_CHARSET(
            "the header can be read as %s, the contract says %s. Correct the contract's charset or the delivery",
            "表头是 %s 编码，契约约定为 %s", "修改契约中的字符集，或请部门按约定的字符集重报"),
    NO_HEADER(
            "no header: it names none of the columns %s. Deliver them in the first line",
            "没有表头：契约约定的列一个也没有（%s）", "请部门在首行写明列名后重报"),
    OTHER_COLUMNS(
            "columns %s. Allowed are those that the contract maps or names in ignoredColumns%s",
            "列与契约不符：%s", "请部门按约定的列重报"),
    SHORT_ROW(
            "line %d is not as long as its fields are wide, %d bytes. Deliver every row in full, blanks at its end too",
            "第 %s 行不足约定的长度 %s 字节", "请部门保留每行末尾的空格后重报"),
    OTHER_WIDTH(
            "%d fields, the contract maps or ignores %d. A file without a header must have them all in every row",
            "有 %s 个字段，契约约定 %s 个", "没有表头的文件每行字段须齐全，请部门重报，或修改契约"),
    EMPTY_SNAPSHOT(
            "the snapshot has no rows, and would end whatever is in force. Allowed: at least one row",
            "全量数据没有一行，入湖会使现有记录全部失效",
            "请部门重报完整的全量数据"),
    CHANGED_WHILE_READ(
            "changed while it was read. Deliver under another name and rename when complete",
            "读取时文件仍在变动",
            "等文件传完后再次刷新；请部门先用别的文件名上传，传完再改名"),
    OTHER_TYPE(
            "is %s, and the lake has it as %s. Allowed: the type that is stored, or more digits before the point of a decimal. Give the new one a column of another name",
            "契约中是 %s，湖中已有的是 %s", "恢复原来的类型，新类型另起列名；小数只可增加小数点前的位数"),
    COLUMN_GONE(
            "lacks %s, which the lake has. Allowed: every column that is stored. Keep it; if its files no longer have it, with the custom property { property: delivered, value: false }",
            "契约中没有湖中已有的列 %s", "在契约中保留这一列；文件中不再有的，写明 { property: delivered, value: false }"),
    OTHER_MODE(
            "is %s, and the lake's rows are of a %s. Allowed: the mode that the records were taken in by. Draft a dataset of another name",
            "契约的入湖方式改为“%s”，与湖中已有记录的方式不同", "恢复原来的方式，或另起数据集名称"),
    NO_VERSION(
            "no version of the contract holds on %s, the oldest holds from %s. Lay the version before it beside it, or let the oldest hold from an earlier date",
            "数据日期 %s 尚无适用的契约版本，最早的版本自 %s 起适用", "补上此前的契约版本，或将最早版本的 holdsFrom 提前"),
    NAMED_BY_OTHER_VERSION(
            "it is named as another version of the contract says, and version %s holds on %s. Allowed: %s. Deliver it under such a name, or correct holdsFrom",
            "文件名属于契约的另一个版本，而适用的是 %s 版（数据日期 %s），约定的文件名是 %s", "请部门按约定的文件名重报，或修改契约的 holdsFrom"),

    // Promises.
    BROKEN_PROMISE(
            "%s: %s is %s. Allowed: %s (%s). Ask the sender, then deliver anew, accept or reject",
            "%s", "向部门核实后，接收、拒收或请部门重报"),
    NO_MANIFEST(
            "no manifest yet. Allowed: files with the sender's manifest, %s. Ask the sender for it, or accept the delivery without",
            "尚无报送清单（%s）", "请部门补报清单，或不凭清单接收"),
    ROWS_NOT_AS_DECLARED(
            "%d rows, the manifest declares %d. Allowed: as many as declared. Ask the sender to deliver it again",
            "有 %s 行，清单申报 %s 行", "请部门核对后重报"),
    NOT_IN_MANIFEST(
            "the manifest does not name it. Allowed: files that it names. Ask the sender for a manifest that does",
            "清单中没有这个文件",
            "请部门补报含有它的清单"),
    OTHER_CHECKSUM(
            "its SHA-256 is %s, %s declares %s. Allowed: the same. Ask the sender to deliver it again",
            "文件校验值（SHA-256）为 %s，清单 %s 申报为 %s", "请部门重报"),
    MORE_MISSING(
            "and %d more that manifests name are missing. Allowed: all files that they name. Ask the sender to deliver them",
            "清单中还有 %s 个文件没有收到", "请部门补报"),
    FILE_MISSING(
            "missing, and %s names it. Allowed: all files that it names. Ask the sender to deliver it",
            "清单 %s 中列有此文件，但没有收到", "请部门补报"),
    MANIFEST_AND_PATH(
            "its path says %s, its asOfDate %s. Allowed: the same date. Ask the sender which it is",
            "清单文件名的日期是 %s，其中写的是 %s", "请部门确认数据日期"),
    MANIFEST_AND_FILES(
            "it speaks for %s, its files for %s. Allowed: the same date. Ask the sender which it is",
            "清单的数据日期是 %s，所列文件的是 %s", "请部门确认数据日期"),
    MANIFEST_NO_JSON("is no JSON. Allowed: %s", "清单不是 JSON", Again.MANIFEST),
    MANIFEST_NO_FILES("has no list 'files'. Allowed: %s", "清单中没有文件列表 files", Again.MANIFEST),
    MANIFEST_NO_DATE("has the asOfDate '%s', which is no date. Allowed: %s", "清单的 asOfDate“%s”不是日期", Again.MANIFEST),
    MANIFEST_NO_NAME("has a file without a name. Allowed: %s", "清单中有文件没有写文件名", Again.MANIFEST),
    MANIFEST_NO_COUNT("has the rows '%s', which are no whole number. Allowed: %s", "清单申报的行数“%s”不是整数", Again.MANIFEST),

    // Files.
    OPEN_QUOTE(
            "the quote that opens here is never closed. Close it, or set the contract's quote to none",
            "这里开始的引号没有结束",
            "请部门补上引号后重报；如不用引号，在契约中将 quote 设为 none"),
    LONG_RECORD(
            "a record of more than %d MB begins here. Check the contract's quote and delimiter",
            "从这里开始的一条记录超过 %s MB", "核对契约中的引号和分隔符"),
    DAMAGED_ARCHIVE("cannot be unpacked: it is damaged or cut off. Deliver it anew", "压缩包已损坏或不完整", Again.DELIVER),
    EMPTY_ARCHIVE(
            "has no file %sin it. Deliver it with one, or correct the contract's entries",
            "压缩包中没有可取的文件", "请部门重报，或修改契约中的 entries"),
    LOCKED_ARCHIVE("has a password. Deliver it without one", "压缩包有密码", "请部门取消密码后重报"),
    UNKNOWN_ARCHIVE("is packed in a way that is not read. Deliver an ordinary zip", "压缩方式无法读取", "请部门改用普通 zip 重报"),
    NESTED_ARCHIVE("has an archive in it. Deliver the files in one archive", "压缩包中还有压缩包", "请部门将文件放在同一个压缩包中重报"),
    GROWING_ARCHIVE("grows to more than %d times its size. Deliver it in parts", "解压后超过原来大小的 %s 倍", "请部门分批报送"),
    OLD_WORKBOOK(
            "is a workbook of the old form (.xls), or one with a password. Save it as .xlsx without one",
            "是旧版 Excel 文件（.xls），或有密码",
            "另存为不带密码的 .xlsx 后重报"),
    NO_WORKBOOK(
            "is no Excel workbook, whatever its name says. If it is text, correct the contract's format; else save it as .xlsx",
            "不是 Excel 工作簿，尽管文件名如此",
            "如是文本，修改契约中的格式；否则另存为 .xlsx 后重报"),
    NO_SUCH_SHEET("has no sheet '%s'. There are: %s", "没有工作表“%s”，只有：%s", "修改契约中的工作表名，或请部门按约定重报"),
    NO_VISIBLE_SHEET(
            "has no sheet that is not hidden. Name one in the contract, or show it", "工作表都是隐藏的", "在契约中写明工作表，或取消隐藏后重报"),
    DAMAGED_WORKBOOK(
            "is a damaged workbook. Open it in Excel, save it and deliver it anew", "工作簿已损坏", "用 Excel 打开并另存后重报"),
    XML_CHARSET("is no XML in the charset that it declares. Deliver the file anew", "不是其自身声明的字符集的 XML", Again.DELIVER),
    NO_XML(
            "is no well-formed XML. Deliver the file anew, or correct the contract's format",
            "不是完整的 XML",
            "请部门重报，或修改契约中的格式"),
    DOCUMENT_TYPE(
            "has a document type (DOCTYPE), which is not read. Deliver the file without it",
            "含有文档类型声明（DOCTYPE），不予读取",
            "请部门去掉后重报"),
    NO_PARQUET(
            "cannot be read as Parquet: %s. Deliver the file anew, or correct the contract's format",
            "不能作为 Parquet 读取（%s）", "请部门重报，或修改契约中的格式"),
    NO_TEXT(
            "has bytes that are no text in %s. Correct the contract's charset or the delivery",
            "有不是 %s 编码的内容", "修改契约中的字符集，或请部门按约定的字符集重报"),
    NO_OBJECTS(
            "is neither an object nor an array. Deliver objects, one on each line or in an array",
            "既不是对象也不是数组",
            "请部门每行报送一个对象，或放在一个数组中"),
    NO_JSON(
            "is no JSON. Deliver the file anew, or correct the contract's format or charset",
            "不是 JSON",
            "请部门重报，或修改契约中的格式或字符集"),
    NO_ARRAY(
            "has no array at %s. Deliver it there, or correct the contract's rows",
            "在 %s 处没有数组", "请部门按约定重报，或修改契约中的 rows"),

    // The landing folder.
    CLAIMED_BY_SEVERAL(
            "claimed by %s. Allowed: one contract per file. Narrow their paths",
            "有多个契约都约定收取这个文件：%s", "修改这些契约的 path，使每个文件只属于一个契约"),
    NO_SUCH_DATE(
            "the date in its name is not in the calendar. Allowed: yyyy-MM-dd, yyyyMMdd, yyyy-MM, yyyyMM",
            "文件名中的日期不存在",
            "请部门更正文件名中的日期后重报，写法为 yyyy-MM-dd、yyyyMMdd、yyyy-MM 或 yyyyMM"),
    SEVERAL_DATES(
            "by the paths of its contract's versions it speaks for %s. Allowed: one date. Narrow their paths",
            "按契约各版本的 path，文件的数据日期不止一个：%s", "修改各版本的 path，使每个文件只有一个数据日期"),
    CANNOT_BE_READ("cannot be read: %s", "无法读取：%s", "检查文件、权限和存储后再次刷新"),

    // Exchange databases.
    NO_CHANGED_AT(
            "changedAt is '%s', which is no column. Allowed: %s",
            "前置库中没有 changedAt 指定的列“%s”，现有的列：%s", Again.CHANGED_AT),
    UNORDERED_CHANGED_AT(
            "changedAt is '%s', of type %s. Allowed: a timestamp, a date or a number",
            "changedAt 指定的列“%s”是 %s 类型，应为时间、日期或数字", Again.CHANGED_AT),
    SQL_STATE("SQL state %s. Look it up in the database's log", "前置库取数出错，SQL 状态码 %s", "在前置库的日志中查明原因"),
    /** After the one before: what is said of a state would be found as what a server says. */
    NO_ACCESS("jdbc:postgresql://%s: %s", "不能从前置库 %s 取数：%s", "核对契约中前置库的地址、库名、表名和账号权限；网络或服务器的问题，请前置库的管理员处理");

    private static final String AFTER_PLACE = ": ";

    /** Where in a file: what a sentence is about stands before it. */
    private static final Pattern LINE =
            Pattern.compile("(?:line|row) (?<line>\\d{1,19})(?:, column \\d{1,19})?: |the rows: ");

    private static final int LONGEST_NAME = 80;
    private static final int MOST_NAMES = 20;
    private static final Pattern LINE_BREAK = Pattern.compile("\\R|\\p{Cntrl}");

    /** Between reasons. */
    private static final Pattern SEPARATOR = Pattern.compile("; +");

    private final Template english;
    private final String sentence;
    private final String remedy;

    HoldReason(String english, String sentence, String remedy) {
        this.english = new Template(english);
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The sentence that the ledger keeps, without file and place. */
    public String text(Object... arguments) {
        return english.text(arguments);
    }

    /** A name that stands in a file, as a sentence quotes it: on one line, cut where nobody reads on, and no end of a reason. */
    public static String quoted(String name) {
        var line = SEPARATOR.matcher(LINE_BREAK.matcher(name).replaceAll(" ")).replaceAll(";");
        if (line.length() <= LONGEST_NAME) {
            return line;
        }
        int end = LONGEST_NAME - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** Names as {@link #quoted} has them, the first ones where there are many. */
    public static String quoted(Collection<String> names) {
        int more = names.size() - MOST_NAMES;
        return Stream.concat(
                        names.stream().limit(MOST_NAMES).map(HoldReason::quoted),
                        more > 0 ? Stream.of("and %d more".formatted(more)) : Stream.empty())
                .collect(Collectors.joining(", "));
    }

    /** What a line of the ledger says, if this is the reason. */
    Optional<Found> find(String text) {
        if (!english.mayEnd(text)) {
            return Optional.empty();
        }
        int from = 0;
        while (true) {
            var line = LINE.matcher(text).region(from, text.length());
            var starts = line.lookingAt() ? List.of(line.end(), from) : List.of(from);
            for (int start : starts) {
                var arguments = english.arguments(text, start);
                if (arguments.isPresent()) {
                    return Optional.of(new Found(
                            this,
                            from == 0 ? Optional.empty() : Optional.of(text.substring(0, from - AFTER_PLACE.length())),
                            start == from ? Optional.empty() : Optional.ofNullable(line.group("line")),
                            arguments.get()));
                }
                if (english.beginsAt(text, start) && english.isDecidedByFirst()) {
                    return Optional.empty();
                }
            }
            int next = text.indexOf(AFTER_PLACE, from);
            if (next < 0) {
                return Optional.empty();
            }
            from = next + AFTER_PLACE.length();
        }
    }

    /**
     * A reason as it was entered.
     *
     * @param file or what else it is about
     * @param line in it
     */
    record Found(HoldReason reason, Optional<String> file, Optional<String> line, List<String> arguments) {

        String sentence(Object... told) {
            return reason.sentence.formatted(told);
        }

        String remedy() {
            return reason.remedy;
        }
    }

    /** What the reasons share: they are made before what is static in their own class. */
    private static final class Again {
        private static final String DELIVER = "请部门重报";
        private static final String CHANGED_AT = "修改契约的 changedAt";
        private static final String MANIFEST = "请部门更正清单：files 中只有文件名必填，行数和校验值可以不填";

        private Again() {}
    }
}
