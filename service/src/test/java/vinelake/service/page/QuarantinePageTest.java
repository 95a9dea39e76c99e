package vinelake.service.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubFolder;
import vinelake.service.Service;
import vinelake.service.ServiceOptions;
import vinelake.service.StoreChoice;
import vinelake.service.release.TinyLake;
import vinelake.service.release.TinyLake.Refused;

/**
 * The operator mends refused rows in a browser. The service starts a real program: a script that notes its arguments and
 * its environment, and answers as the command line does.
 */
class QuarantinePageTest {

    private static final String VERSION = "1.0.0+abc";
    private static final String PAGE = "/operator/quarantine/tax/filing";
    private static final int ROWS = 60;

    @TempDir
    private static Path folder;

    private static Chromium chromium;
    private static TinyLake lake;
    private static Service service;
    private static Service alone;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        lake = new TinyLake(folder.resolve("lake"))
                .deliver(List.of(new TinyLake.Delivery(
                        "d1",
                        "tax",
                        "filing",
                        LocalDate.parse("2026-06-30"),
                        Instant.parse("2026-07-01T01:00:00Z"),
                        100,
                        100 - ROWS,
                        ROWS,
                        0,
                        null)))
                .refuse(Stream.concat(
                                IntStream.range(2, ROWS)
                                        .mapToObj(line -> new Refused(
                                                "d1",
                                                VERSION,
                                                "tax/filing/2026-06_01.csv",
                                                line,
                                                List.of("sales_cny.type"),
                                                "91320100748204660Q,<b>约%d万</b>".formatted(line))),
                                Stream.of(
                                        new Refused(
                                                "d1",
                                                VERSION,
                                                "tax/filing/2026-06_01.csv",
                                                90,
                                                List.of("field_count"),
                                                null),
                                        new Refused(
                                                "d1",
                                                VERSION,
                                                "tax/filing/2026-06_01.csv",
                                                91,
                                                List.of("sales_cny.type", "late_days_agree"),
                                                "合计"),
                                        // Of a run that was killed, under rules that have been replaced since.
                                        new Refused("d1", "0.9.0+old", "other.csv", 1, List.of("quote"), "x")))
                        .toList());
        service = service(HubFolder.load(versioned()), lake, Optional.of(script()));
        alone = service(
                HubFolder.load(Path.of("../examples/city")),
                new TinyLake(folder.resolve("other")).deliver("d1", null),
                Optional.empty());
    }

    /** Since July the contract says one of its rules in other words; the refused rows are of June. */
    private static Path versioned() throws IOException {
        var hub = folder.resolve("hub");
        PathUtils.copyDirectory(Path.of("../examples/city"), hub);
        var tax = hub.resolve("contracts/tax");
        Files.copy(tax.resolve("filing.odcs.yaml"), tax.resolve("filing@1.0.0.odcs.yaml"));
        Files.copy(tax.resolve("filing.examples.yaml"), tax.resolve("filing@1.0.0.examples.yaml"));
        var text = Files.readString(tax.resolve("filing.odcs.yaml"));
        Files.writeString(
                tax.resolve("filing.odcs.yaml"),
                text.replace("version: 1.0.0", "version: 2.0.0")
                        .replace("逾期天数等于申报日期超过申报期限的天数", "逾期天数须与日期相符")
                        .replace(
                                "  - { property: mode, value: append }",
                                "  - { property: holdsFrom, value: \"2026-07-01\" }\n  - { property: mode, value: append }"));
        return hub;
    }

    private static Service service(Hub hub, TinyLake lake, Optional<Path> launcher) {
        var options = new ServiceOptions(
                hub,
                lake.uri(),
                StoreChoice.of(hub, lake.uri(), StoreChoice.Options.NONE),
                "127.0.0.1",
                0,
                true,
                1_000,
                ServiceOptions.POLL_SECONDS,
                launcher);
        return Service.start(options, Pages.of(options, Optional.empty())::routes);
    }

    /** A replay waits until the test has written what a replay writes. */
    private static Path script() throws IOException {
        var script = folder.resolve("command line");
        Files.writeString(script, """
                #!/bin/sh
                here=$(dirname "$0")
                printf '%s\\n' "$@" > "$here/arguments"
                env > "$here/environment"
                echo 'a warning of a library' >&2
                case "$*" in
                  *broken*) echo "the expression 'broken' is no Spark SQL" >&2; echo 'Usage: vinelake ...' >&2; exit 2 ;;
                  *--try*)
                    echo '{"trial":{"rows":60,"changed":59,"passed":58,"dismissed":0,"examples":[
                      {"file":"tax/filing/2026-06_01.csv","line":2,"changes":[{"column":"sales_cny","before":"约2万","after":"20000"}],"broken":[],"isDismissed":false},
                      {"file":"tax/filing/2026-06_01.csv","line":91,"changes":[{"column":"sales_cny","before":"合计","after":"0"}],"broken":["late_days_agree"],"isDismissed":false}]},
                      "decision":null}' ;;
                  *repair*)
                    echo '{"trial":{"rows":60,"changed":59,"passed":58,"dismissed":0,"examples":[]},
                      "decision":{"decision_id":"0123456789abcdef0123456789abcdef"}}' ;;
                  *withdraw*) echo 'failed: /lake: another run writes to this lake. Allowed: one at a time' >&2; exit 1 ;;
                  *replay*)
                    until [ -e "$here/go" ]; do sleep 0.1; done
                    echo '[{"delivery_id":"d1","counts":{"read":60,"accepted":60,"quarantined":0,"duplicate":0,"unchanged":0},"dismissed":0,"left":0,"problem":null}]' ;;
                esac
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    @AfterAll
    static void stop() {
        Stream.of(service, alone).filter(s -> s != null).forEach(Service::close);
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingWentWrongInTheBrowser() {
        assertThat(chromium.faults()).isEmpty();
    }

    @Test
    void rowsAreTriedRecordedReplayedAndThenNoneWaits() throws IOException {
        var operator = login(service, "/operator", Language.ZH);
        assertThat(operator.locator(".sentence")).containsText("60 行待修复");
        operator.getByRole(AriaRole.LINK, named("增值税申报信息：60 行待修复")).click();
        assertThat(operator.locator(".sentence")).hasText("60 行待修复。");
        // 58 + 1 rows have no number for their sales; the text is shown as text.
        assertThat(operator.locator("tbody").first()).containsText("“销售额”不是金额或小数");
        assertThat(operator.locator("tbody tr").first().locator("td").first()).hasText("59");
        assertThat(operator.locator(".refused tbody tr")).hasCount(50);
        assertThat(operator.locator(".refused")).containsText("<b>约2万</b>");
        assertThat(operator.locator("body")).not().containsText("other.csv");
        operator.getByRole(AriaRole.LINK, named("下一页")).click();
        assertThat(operator.locator(".refused tbody tr")).hasCount(10);
        assertThat(operator.locator(".refused")).containsText("仅保存其散列值");
        operator.locator("#rule").selectOption("late_days_agree");
        assertThat(operator.locator(".refused tbody tr")).hasCount(1);
        // What was wrong by the version that held on the row's date.
        assertThat(operator.locator(".refused")).containsText("不符合规则：逾期天数等于申报日期超过申报期限的天数");
        assertThat(operator.locator("tbody").first()).containsText("不符合规则：逾期天数须与日期相符");
        oneRowIsThatOfItsDelivery(operator);

        var form = operator.locator("#expression");
        form.locator("[name=expression]").fill("broken");
        form.locator("button").click();
        assertThat(operator.locator("#failure")).containsText("the expression 'broken' is no Spark SQL");
        assertThat(operator.locator("#failure")).not().containsText("Usage");
        operator.getByRole(AriaRole.LINK, named("修改后再试")).click();
        assertThat(operator.locator("#expression-text")).hasValue("broken");

        form.locator("[name=column]").selectOption("sales_cny");
        form.locator("[name=expression]").fill("$(touch hacked); replace(sales_cny, '约', '') --x");
        form.locator("[name=rule]").selectOption("sales_cny.type");
        form.locator("button").click();
        assertThat(operator.locator(".sentence"))
                .hasText("最近 60 行待修复的行中，此修复会改动 59 行；连同生效中的修复，58 行可入湖，0 行不再处理，2 行仍有问题。");
        assertThat(operator.locator("tbody tr").first()).containsText("约2万");
        assertThat(operator.locator("tbody tr").first()).containsText("可入湖");
        assertThat(operator.locator("tbody tr").nth(1)).containsText("仍有问题：");
        assertThat(arguments())
                .containsSubsequence("quarantine", "repair", "tax/filing", "--rule=sales_cny.type")
                .contains("--expression=$(touch hacked); replace(sales_cny, '约', '') --x", "--try", "--json");
        assertThat(Files.readAllLines(folder.resolve("environment")).stream().map(line -> line.replaceFirst("=.*", "")))
                .contains("PATH", "VINELAKE_NO_BUILD")
                .doesNotContain("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD");

        operator.locator("#reason").fill("税务局说“约”后即为实数");
        operator.locator("#record button").click();
        assertThat(operator.locator(".notice")).containsText("0123456789abcdef");
        assertThat(arguments())
                .contains("--reason=税务局说“约”后即为实数", "--by=demo-operator")
                .doesNotContain("--try");

        press(operator, "重新处理");
        assertThat(operator.locator("#running")).containsText("正在处理");
        var second = login(service, PAGE, Language.ZH);
        assertThat(second.locator(".banner")).containsText("另一项处理正在进行");
        press(second, "重新处理");
        assertThat(second.locator(".notice")).containsText("另一项处理尚未结束");
        var officer = login(service, "/search", Language.ZH);
        assertThat(post(officer, service, PAGE + "/replay").status())
                .as("asked who he is before he is told what runs")
                .isEqualTo(403);
        lake.replay("r1", "d1", Instant.parse("2026-07-02T01:00:00Z"), ROWS, 0, VERSION);
        Files.createFile(folder.resolve("go"));
        assertThat(operator.locator("#left")).hasText("“增值税申报信息”没有待修复的行，全部处理完毕。");
        assertThat(operator.locator(".sentence")).hasText("重新处理了 1 次交付：60 行不再待修复（其中 0 行不再处理），0 行仍待修复。");
        operator.locator("main a.button").click();
        assertThat(operator.locator(".sentence")).hasText("没有待修复的行，全部处理完毕。");
        assertThat(operator.locator("form[action$='/try']")).hasCount(0);
        operator.navigate(service.origin() + "/operator");
        assertThat(operator.locator(".sentence")).containsText("，0 行待修复");

        repairsAreInForceUntilTheyAreWithdrawn();
    }

    /** The next delivery may have a file of the same name, with another row on that line. */
    private void oneRowIsThatOfItsDelivery(Page operator) throws IOException {
        operator.getByRole(AriaRole.LINK, named("修复此行")).click();
        assertThat(operator.locator(".banner")).containsText("交付 d1");
        operator.locator("#hand [name='field.sales_cny']").fill("0");
        operator.locator("#hand button").click();
        assertThat(operator.locator(".sentence")).containsText("最近 60 行待修复的行中");
        assertThat(operator.locator(".facts")).containsText("交付 d1");
        assertThat(arguments())
                .containsSubsequence(
                        "--delivery=d1", "--file=tax/filing/2026-06_01.csv", "--line=91", "--set=sales_cny=0", "--try");
        operator.getByRole(AriaRole.LINK, named("修改后再试")).click();
        operator.locator("#dismiss button").click();
        assertThat(operator.locator(".sentence")).containsText("最近 60 行待修复的行中");
        assertThat(arguments())
                .containsSubsequence(
                        "--delivery=d1", "--file=tax/filing/2026-06_01.csv", "--line=91", "--dismiss", "--try");
        operator.navigate(service.origin() + PAGE);
    }

    private void repairsAreInForceUntilTheyAreWithdrawn() {
        lake.decide(
                "0123456789abcdef0123456789abcdef",
                "repair_rows",
                "{\"rule\":\"sales_cny.type\",\"column\":\"sales_cny\",\"values\":{\"无\":\"0\"}}",
                "电话核实",
                Instant.parse("2026-07-03T01:00:00Z"));
        var operator = login(service, PAGE, Language.EN);
        var repair = operator.locator("tr", new Page.LocatorOptions().setHasText("电话核实"));
        assertThat(repair).containsText("Sales (yuan): 无 → 0");
        assertThat(repair).containsText("only: “Sales (yuan)” cannot be read as its type");
        assertThat(repair).containsText("王五");
        repair.locator("summary").click();
        repair.locator("input[name=reason]").fill("again");
        repair.locator("button").click();
        assertThat(operator.locator("#failure")).containsText("The lake is being written");
        lake.decide(
                "ff",
                "withdraw_repair",
                "0123456789abcdef0123456789abcdef",
                "单位有误",
                Instant.parse("2026-07-04T01:00:00Z"));
        operator.navigate(service.origin() + PAGE);
        assertThat(operator.locator("body")).containsText("No repair is in force yet.");
    }

    @Test
    void whereNothingCanBeStartedThePageSaysWhatToType() {
        var operator = login(alone, "/operator", Language.EN);
        operator.navigate(alone.origin() + PAGE);
        assertThat(operator.locator(".sentence")).hasText("No row waits for repair: all done.");
        var answer = operator.context()
                .request()
                .post(
                        alone.origin() + PAGE + "/try",
                        RequestOptions.create()
                                .setForm(FormData.create()
                                        .set("csrf", csrf(operator))
                                        .set("column", "sales_cny")
                                        .set("delivered", "it's")
                                        .set("read", "0")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("--column=sales_cny '--map=it'\\''s=0' --try");
    }

    @Test
    void onlyTheOperatorComesHere() {
        var officer = login(service, "/search", Language.ZH);
        officer.navigate(service.origin() + PAGE);
        assertThat(officer.locator("h1")).hasText("无权查看");
    }

    @Test
    void noPageIsWiderThanAPhone() {
        var operator = chromium.person(390, 844);
        login(operator, service, PAGE, Language.ZH);
        assertThat(((Number) operator.evaluate("document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(390);
    }

    /** The answer itself, not that of the page that it may lead to. */
    private static APIResponse post(Page page, Service service, String path) {
        return page.context()
                .request()
                .post(
                        service.origin() + path,
                        RequestOptions.create()
                                .setMaxRedirects(0)
                                .setForm(FormData.create().set("csrf", csrf(page))));
    }

    private static String csrf(Page page) {
        return page.locator("input[name=csrf]").first().getAttribute("value");
    }

    private static List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("arguments"));
    }

    private static Page login(Service service, String wanted, Language language) {
        var page = chromium.person(1280, 900);
        login(page, service, wanted, language);
        return page;
    }

    private static void login(Page page, Service service, String wanted, Language language) {
        page.navigate(service.origin() + "/language?to=" + language.text());
        page.navigate(service.origin() + wanted);
        page.getByRole(AriaRole.LINK, named(Texts.of(language, "login.start"))).click();
        page.locator("button[value=%s]".formatted(wanted.equals("/search") ? "officer" : "operator"))
                .click();
        page.waitForURL(service.origin() + wanted);
    }

    private static void press(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }
}
