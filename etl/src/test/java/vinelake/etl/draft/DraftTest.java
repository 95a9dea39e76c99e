package vinelake.etl.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.Contract;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.Mode;
import vinelake.core.contract.TextFormat;
import vinelake.core.hub.HubFolder;

/** Drafts of text as departments write it, read back by the hub's own reader; what is right was worked out by hand. */
class DraftTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    /** Codes that satisfy both checks, of nobody: the divisions are given to none. */
    private static final List<String> USCCS = List.of("91320100748204660Q", "91310000132215150M", "91320281142232229Q");

    @TempDir
    private Path folder;

    private Draft draft;

    @Test
    void draftsWhatATaxOfficeSends() throws IOException {
        var contract = drafted("tax/申报_202606.csv", GB18030, """
                统一社会信用代码,纳税人名称,法定代表人,联系电话,登记序号,申报日期,销售额(元),已缴税额,是否零申报,备注
                91320100748204660Q,藤湖市远大电器有限公司,王小明,13912345678,0012,2026/6/3,"1,200.50",36.02,否,
                91310000132215150M,藤湖市信达技术有限责任公司,李四,13812345679,0013,2026/6/12,无,0,是,补报
                91320281142232229Q,"藤湖市北方,南方贸易有限公司",张三丰,13712345670,0014,2026/6/30,-3.5,-0.1,否,
                """);

        assertThat(contract.name().toString()).isEqualTo("tax/filing");
        assertThat(contract.path()).isEqualTo("tax/申报_{as_of_date}.csv");
        assertThat(contract.format()).isEqualTo(new TextFormat(GB18030, ',', Optional.of('"'), true));
        assertThat(contract.columns())
                .extracting(ContractColumn::name)
                .containsExactly(
                        "uscc",
                        "taxpayer_name",
                        "legal_representative",
                        "contact_phone",
                        "registration_sequence",
                        "filed_on",
                        "sales_cny",
                        "tax_paid",
                        "is_ling_filing",
                        "remark");
        assertThat(column(contract, "uscc").identifier()).contains("uscc");
        assertThat(column(contract, "uscc").isKey()).isTrue();
        assertThat(contract.columns().stream().filter(ContractColumn::isPersonal))
                .extracting(ContractColumn::name)
                .containsExactly("legal_representative", "contact_phone");
        assertThat(types(contract))
                .containsExactly(
                        "STRING",
                        "STRING",
                        "STRING",
                        "STRING",
                        "STRING",
                        "DATE",
                        "DECIMAL(18,2)",
                        "DECIMAL(18,2)",
                        "BOOLEAN",
                        "STRING");
        assertThat(contract.nullValues()).isEqualTo(Set.of("无"));
        assertThat(contract.mode()).isEqualTo(Mode.SNAPSHOT);
    }

    @Test
    void marksWhatAPersonMustDecideAndTellsNobodysData() throws IOException {
        drafted("court/person.csv", StandardCharsets.UTF_8, """
                姓名,身份证号,说明
                王小明,11010519491231002X,电话13912345678
                """);

        var marks = draft.contract()
                .lines()
                .filter(line -> line.contains("# DECIDE: "))
                .toList();
        assertThat(marks).hasSameSizeAs(draft.decisions());
        assertThat(draft.decisions())
                .anyMatch(text -> text.startsWith("person_name：疑为个人信息"))
                .anyMatch(text -> text.startsWith("citizen_id：疑为个人信息（100.0% 的值通过公民身份号码校验"))
                .anyMatch(text -> text.startsWith("legalBasis："));
        assertThat(draft.contract() + draft.examples().orElseThrow())
                .doesNotContain("王小明", "11010519491231002X", "13912345678");
    }

    @Test
    void findsTheHeaderByWhatStandsBelowIt() throws IOException {
        assertThat(drafted("a/edge.e", StandardCharsets.UTF_8, "1 3 0.5\n1 5 0.3\n2 4 0.1\n")
                        .format())
                .isEqualTo(new TextFormat(StandardCharsets.UTF_8, ' ', Optional.of('"'), false));
        assertThat(text(drafted("a/id.csv", StandardCharsets.UTF_8, "id,label\nab12,1\ncd34,0\n"))
                        .hasHeader())
                .isTrue();
        assertThat(drafted("a/code.txt", StandardCharsets.UTF_8, "A11\t6\tA34\nA12\t48\tA32\nA14\t12\tA34\n")
                        .format())
                .isEqualTo(new TextFormat(StandardCharsets.UTF_8, '\t', Optional.of('"'), false));
        assertThat(text(drafted("a/text.csv", StandardCharsets.UTF_8, "企业名称|登记机关\n甲|乙\n丙|丁\n"))
                        .delimiter())
                .isEqualTo('|');
    }

    @Test
    void takesColumnsByPositionWhereTheyHaveNoName() throws IOException {
        var contract = drafted("a/x.csv", StandardCharsets.UTF_8, ",金额,\n0,1.50,\n1,2.25,\n2,3.00,\n");

        assertThat(contract.columns()).extracting(ContractColumn::source).containsExactly("金额");
        assertThat(contract.ignored()).containsExactlyInAnyOrder("#1", "#3");
    }

    @Test
    void givesEveryNumberATypeThatHoldsIt() throws IOException {
        var contract = drafted("a/n.csv", StandardCharsets.UTF_8, """
                count_a,whole_b,long_c,tiny_d,year_e,moment_f,epoch_g,mixed_h,flag_i,zip_j
                1,2017.0,123456789012345678,1.477629166666667e-01,2026,2026-06-30 12:00:05,1593532800001,2019-07-11 00:00:00,Y,01234
                -2,10.0,223456789012345678,5,2027,2026-06-30,1593532800000,2017-09-06,N,92801
                """);

        assertThat(types(contract))
                .containsExactly(
                        "BIGINT",
                        "BIGINT",
                        "STRING",
                        "DECIMAL(20,16)",
                        "BIGINT",
                        "TIMESTAMP",
                        "TIMESTAMP",
                        "DATE",
                        "BOOLEAN",
                        "STRING");
    }

    @Test
    void takesNoNumberOfThirteenDigitsForAMoment() throws IOException {
        var contract = drafted(
                "a/bill.csv",
                StandardCharsets.UTF_8,
                "户号,账户,发生时间\n1593532800000,3402000000018,1593532800000\n1593532800001,3402000000026,1593532800001\n");

        assertThat(types(contract)).containsExactly("STRING", "BIGINT", "TIMESTAMP");
    }

    @Test
    void takesNothingForANumberWhoseDigitsWouldBeLost() throws IOException {
        var contract = drafted(
                "a/n.csv",
                StandardCharsets.UTF_8,
                "x_a,y_b\n" + "9".repeat(38) + ",0." + "1".repeat(37) + "\n" + "1.5,12.5\n");

        assertThat(types(contract)).containsExactly("STRING", "STRING");
    }

    @Test
    void findsIdentifiersByTheirChecksAlone() throws IOException {
        var contract = drafted(
                "a/codes.csv",
                StandardCharsets.UTF_8,
                "first,second,third\n" + "74820466-0,320281000012342,91320100748204660Q\n"
                        + "13221515-0,320281000012359,错\n14223222-9,320281000012367,91320281142232229Q\n");

        assertThat(column(contract, "first").identifier()).contains("organization_code");
        assertThat(column(contract, "second").identifier()).contains("registration_number");
        assertThat(column(contract, "third").identifier()).contains("uscc");
        assertThat(draft.decisions()).anyMatch(text -> text.startsWith("third：66.7% 的值通过统一社会信用代码校验"));
    }

    @Test
    void keepsAKeyOfTwoColumnsApartFromRowsThatAreThereTwice() throws IOException {
        var rows = new StringBuilder("ent_id,year,value\n");
        for (int i = 0; i < 6; i++) {
            rows.append("e%d,2025,%d\ne%d,2026,%d\n".formatted(i, i, i, i));
        }
        rows.append("e5,2026,5\n");
        var contract = drafted("a/report.csv", StandardCharsets.UTF_8, rows.toString());

        assertThat(contract.keyColumns()).extracting(ContractColumn::name).containsExactly("ent_id", "year_value");
        assertThat(contract.mode()).isEqualTo(Mode.APPEND);
    }

    @Test
    void takesAQuantityInFrontThatAscendsForAKeyAndNoOther() throws IOException {
        var ascending = new StringBuilder("利率,流失率\n");
        var mixed = new StringBuilder("利率,流失率\n");
        for (int i = 0; i < 12; i++) {
            ascending.append("0.%02d,0.%d\n".formatted(10 + i, i % 3));
            mixed.append("0.%02d,0.%d\n".formatted(10 + (i * 7) % 12, i % 3));
        }

        assertThat(drafted("a/rate.csv", StandardCharsets.UTF_8, ascending.toString())
                        .keyColumns())
                .extracting(ContractColumn::source)
                .containsExactly("利率");
        assertThat(drafted("b/rate.csv", StandardCharsets.UTF_8, mixed.toString())
                        .keyColumns())
                .isEmpty();
    }

    @Test
    void takesAColumnWithASlipOrTwoOfAHundredForWhatItIs() throws IOException {
        var rows = new StringBuilder("code_a,amount,day\n");
        for (int i = 0; i < 199; i++) {
            rows.append("c%d,%d.50,2026-06-%02d\n".formatted(i, i, 1 + i % 30));
        }
        rows.append("c199,约三万,2026-02-30\n");
        var contract = drafted("a/slips.csv", StandardCharsets.UTF_8, rows.toString());

        assertThat(types(contract)).containsExactly("STRING", "DECIMAL(18,2)", "DATE");
        assertThat(draft.decisions())
                .anyMatch(text -> text.startsWith("amount：1 个值不是数字"))
                .anyMatch(text -> text.startsWith("day_value：1 个值不是日期"));
        assertThat(draft.examples().orElseThrow()).contains("broken: [amount.type, day_value.type]");
    }

    @Test
    void takesFilesThatRepeatTheirKeysForWholeStates() throws IOException {
        var may = file("r/firm_202605.csv", StandardCharsets.UTF_8, "case_id,status\na1,开业\na2,开业\na3,开业\n");
        var june = file("r/firm_202606.csv", StandardCharsets.UTF_8, "case_id,status\na1,注销\na3,开业\na4,开业\n");
        var other = file("r/case_202605.csv", StandardCharsets.UTF_8, "case_id,status\na1,开业\na2,开业\n");
        var next = file("r/case_202606.csv", StandardCharsets.UTF_8, "case_id,status\nb1,开业\nb2,开业\n");

        var drafts = Draft.of(List.of(may, june, other, next), wishes(), folder);

        assertThat(drafts.get(0).contract()).contains("property: mode, value: snapshot", "primaryKey: true");
        assertThat(drafts.get(1).contract()).contains("property: mode, value: append", "primaryKey: true");
    }

    @Test
    void takesLinesThatAreNoTableAsOneColumn() throws IOException {
        var contract = drafted("a/lists", StandardCharsets.UTF_8, "1 2 3\n2 4\n3\n4 6 7 8\n5 2 1 9 9\n");

        assertThat(contract.columns()).hasSize(1);
        assertThat(draft.decisions()).anyMatch(text -> text.contains("不是表格"));
    }

    @Test
    void tellsRowsThatWillBeRefused() throws IOException {
        var contract = drafted("a/r.csv", StandardCharsets.UTF_8, "id,name\n" + "a1,甲\n".repeat(20) + "b,乙,多\n");

        assertThat(contract.columns()).hasSize(2);
        assertThat(draft.decisions()).anyMatch(text -> text.contains("1 行的字段数、引号或字符集有误"));
    }

    @Test
    void makesADatasetOfFilesThatAreAlikeAndRefusesOneNameForMore() throws IOException {
        var first =
                file("tax/filing_202605.csv", StandardCharsets.UTF_8, "uscc,tax_amount\n" + USCCS.get(0) + ",1.50\n");
        var second = file("tax/filing_202606.csv", StandardCharsets.UTF_8, "uscc,tax_amount\n" + USCCS.get(1) + ",2\n");
        var other = file("tax/other.csv", StandardCharsets.UTF_8, "id,label\nx,1\n");

        var drafts = Draft.of(List.of(first, second, other), wishes(), folder);

        assertThat(drafts).extracting(Draft::rows).containsExactly(2L, 1L);
        assertThat(drafts).extracting(Draft::path).containsExactly("tax/filing_{as_of_date}.csv", "tax/other.csv");
        var named =
                new Draft.Wishes(Optional.empty(), Optional.of("filing"), Optional.empty(), ZoneId.of("Asia/Shanghai"));
        assertThatThrownBy(() -> Draft.of(List.of(first, other), named, folder))
                .hasMessageContaining("[filing_202605.csv, other.csv] are 2 datasets");
    }

    @Test
    void keepsFilesApartWhoseNamesDifferByNumbersAndWhoseColumnsDoToo() throws IOException {
        var first = file("a/E1.csv", StandardCharsets.UTF_8, "编号,金额\nx,1.5\n");
        var second = file("a/E2.csv", StandardCharsets.UTF_8, "编号,金额\ny,1.5\n");
        var third = file("a/E3.csv", StandardCharsets.UTF_8, "编号,状态\nz,开业\n");
        var may = file("a/F_202605.csv", StandardCharsets.UTF_8, "编号,状态\nz,开业\n");
        var june = file("a/F_202606.csv", StandardCharsets.UTF_8, "编号,状态,金额\nz,开业,1\n");

        assertThat(Draft.of(List.of(first, second, third), wishes(), folder))
                .extracting(Draft::path)
                .containsExactly("a/E1.csv", "a/E2.csv", "a/E3.csv");
        assertThatThrownBy(() -> Draft.of(List.of(may, june), wishes(), folder))
                .hasMessageContaining("F_202605.csv and F_202606.csv have the name of one dataset, and other columns");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        var empty = file("a/empty.csv", StandardCharsets.UTF_8, "\n\n");

        assertThatThrownBy(() -> Draft.of(List.of(empty), wishes(), folder))
                .hasMessageContaining("empty.csv: the file is empty");
    }

    private Draft.Wishes wishes() {
        return new Draft.Wishes(
                Optional.empty(), Optional.empty(), Optional.of(folder.resolve("landing")), ZoneId.of("Asia/Shanghai"));
    }

    private Path file(String name, Charset charset, String text) throws IOException {
        var file = folder.resolve("landing").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text, charset);
    }

    /** The contract as a hub reads it. */
    private Contract drafted(String name, Charset charset, String text) throws IOException {
        draft = Draft.of(List.of(file(name, charset, text)), wishes(), folder).get(0);
        var hub = Files.createTempDirectory(folder, "hub");
        DraftedHub.write(hub, List.of(draft));
        return HubFolder.load(hub).contract(draft.dataset());
    }

    private static ContractColumn column(Contract contract, String name) {
        return contract.column(name).orElseThrow();
    }

    private static List<String> types(Contract contract) {
        return contract.columns().stream().map(column -> column.type().sql()).toList();
    }

    private static TextFormat text(Contract contract) {
        return (TextFormat) contract.format();
    }
}
