package vinelake.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import vinelake.core.hub.HubFolder;
import vinelake.service.Service;
import vinelake.service.ServiceOptions;
import vinelake.service.StoreChoice;

/**
 * Takes the pictures of docs/operator.md, see CONTRIBUTING.md: {@code vinelake.screens} names the folder for them,
 * {@code vinelake.day} the one that examples/operator-day.sh has left.
 */
@EnabledIfSystemProperty(named = "vinelake.day", matches = ".+")
class ScreensOfADayTest {

    private static final int WIDE = 1_180;
    private static final int HIGH = 420;
    private static final int RUN_MS = 180_000;

    private final Path folder = Path.of(System.getProperty("vinelake.screens", "."));
    private final Path day = Path.of(System.getProperty("vinelake.day", "."));

    @Test
    void theTerminal() throws IOException {
        try (var chromium = Chromium.start()) {
            var page = chromium.person(WIDE, 100);
            type(page, "init", "init hub");
            type(page, "draft", "draft hub/landing/tax/filing_202604.csv");
            type(page, "refresh", "refresh --as-of 2026-04-30");
            type(page, "status", "status");
            type(page, "bad", "refresh --as-of 2026-06-30");
            type(page, "refused", "quarantine list", "quarantine show tax/filing");
            type(page, "replay", "quarantine replay");
        }
    }

    @Test
    void thePages() throws Exception {
        var hub = HubFolder.load(day.resolve("before-repair"));
        var options = new ServiceOptions(
                hub,
                hub.lake(),
                StoreChoice.of(hub, hub.lake(), StoreChoice.Options.NONE),
                "127.0.0.1",
                0,
                true,
                1_000,
                5,
                Optional.of(Path.of("../vinelake").toRealPath()));
        try (var chromium = Chromium.start();
                var service = Service.start(options, Pages.of(options, Optional.empty())::routes)) {
            var operator = chromium.person(WIDE, HIGH);
            operator.navigate(service.origin() + "/language?to=zh&next=/operator");
            operator.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions()
                                    .setName(Texts.of(Language.ZH, "login.start"))
                                    .setExact(true))
                    .click();
            operator.locator("button[value=operator]").click();
            operator.waitForURL("**/operator");
            assertThat(operator.locator("tr.held").count()).isPositive();
            shoot(operator, "page");
            operator.navigate(service.origin() + "/operator/quarantine/tax/filing");
            shoot(operator, "rows");
            operator.locator("#expression-column").selectOption("sales");
            operator.locator("#expression-text").fill("replace(sales, '约', '')");
            operator.locator("#expression button").click();
            operator.locator("#record").waitFor(new Locator.WaitForOptions().setTimeout(RUN_MS));
            shoot(operator, "trial");
            assertThat(chromium.faults()).isEmpty();
        }
    }

    @Test
    void theReport() throws IOException {
        try (var chromium = Chromium.start()) {
            var page = chromium.person(WIDE, HIGH);
            for (String hub : new String[] {"before-repair", "hub"}) {
                page.navigate(day.resolve(hub + "/lake/reports/latest/report-zh.html")
                        .toRealPath()
                        .toUri()
                        .toString());
                shoot(page, hub.equals("hub") ? "report" : "report-bad");
            }
        }
    }

    /** What the commands said when the day was run. */
    private void type(Page page, String name, String... commands) throws IOException {
        var text = new StringBuilder();
        for (String command : commands) {
            text.append(said(command)).append('\n');
        }
        page.setContent("<pre style='font:13px/1.45 monospace;white-space:pre-wrap;margin:14px'>"
                + text.toString().replace("&", "&amp;").replace("<", "&lt;").stripTrailing() + "</pre>");
        shoot(page, name);
    }

    private String said(String command) throws IOException {
        try (var files = Files.list(day.resolve("said"))) {
            for (var file : files.sorted().toList()) {
                String text = Files.readString(file);
                if (text.lines().findFirst().orElseThrow().endsWith(command)
                        || text.startsWith("$ vinelake " + command)) {
                    return text;
                }
            }
        }
        throw new AssertionError("the day has no command " + command);
    }

    private void shoot(Page page, String name) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("day-" + name + ".png"),
                ScreensTest.smaller(page.screenshot(new Page.ScreenshotOptions().setFullPage(true))));
    }
}
