package vinelake.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.SelectOption;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import vinelake.core.hub.HubFolder;
import vinelake.service.Service;
import vinelake.service.ServiceOptions;
import vinelake.service.StoreChoice;

/**
 * Takes a picture of each page over a lake of the demo, see CONTRIBUTING.md: {@code vinelake.screens} names the folder
 * for them, {@code vinelake.hub} and {@code vinelake.lake} the demo's; the lake is written to, by the command line too,
 * which the source tree's launcher starts.
 */
@EnabledIfSystemProperty(named = "vinelake.screens", matches = ".+")
class ScreensTest {

    private static final int WIDE = 1280;
    private static final int HIGH = 600;
    private static final int PHONE = 390;
    private static final int PAPER = 703;
    private static final int PHONE_HIGH = 844;
    private static final int LARGEST = 200 << 10;
    private static final int COLOURS = 160;
    private static final int TALLEST = 1_500;
    private static final int LONG = 1_100;

    /** The command line starts Spark. */
    private static final int RUN_MS = 180_000;

    /** Has a score, partners on both sides and several sections in the demo's city. */
    private static final int SUBJECT = 4;

    private final Path folder = Path.of(System.getProperty("vinelake.screens", "."));

    @Test
    void eachPageOnce() throws Exception {
        var hub = HubFolder.load(Path.of(System.getProperty("vinelake.hub")));
        var lake = Path.of(System.getProperty("vinelake.lake")).toAbsolutePath().toUri();
        var root = java.net.URI.create(lake.toString().replaceAll("/$", ""));
        var options = new ServiceOptions(
                hub,
                root,
                StoreChoice.of(hub, root, StoreChoice.Options.NONE),
                "127.0.0.1",
                0,
                true,
                1_000,
                5,
                Optional.of(Path.of("../vinelake").toRealPath()));
        Files.createDirectories(folder);
        try (var chromium = Chromium.start();
                var service = Service.start(options, Pages.of(options, Optional.empty())::routes)) {
            for (var language : Language.values()) {
                new Tour(chromium, service, language, WIDE, HIGH, language.text()).take();
            }
            new Tour(chromium, service, Language.ZH, PHONE, PHONE_HIGH, "zh-phone").take();
            new Tour(chromium, service, Language.ZH, WIDE, HIGH, Language.ZH.text()).mend();
            assertThat(chromium.faults()).isEmpty();
        }
    }

    /** The upper part of a long page, with a palette of the most frequent colours, of which a page has few more. */
    static byte[] smaller(byte[] png) throws IOException {
        var read = ImageIO.read(new ByteArrayInputStream(png));
        var full = read.getSubimage(0, 0, read.getWidth(), Math.min(TALLEST, read.getHeight()));
        var counts = new HashMap<Integer, Integer>();
        for (int pixel : full.getRGB(0, 0, full.getWidth(), full.getHeight(), null, 0, full.getWidth())) {
            counts.merge(pixel, 1, Integer::sum);
        }
        int[] palette = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
        var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
        var small = new BufferedImage(full.getWidth(), full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        var nearest = new HashMap<Integer, Integer>();
        for (int y = 0; y < full.getHeight(); y++) {
            for (int x = 0; x < full.getWidth(); x++) {
                small.getRaster()
                        .setSample(
                                x,
                                y,
                                0,
                                nearest.computeIfAbsent(full.getRGB(x, y), colour -> nearest(palette, colour)));
            }
        }
        var out = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(0);
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(small, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int distance = 0;
            for (int shift = 0; shift <= 16; shift += 8) {
                int difference = (palette[i] >> shift & 0xff) - (colour >> shift & 0xff);
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    private final class Tour {

        private final Chromium chromium;
        private final Service service;
        private final Language language;
        private final int width;
        private final int height;
        private final String suffix;

        Tour(Chromium chromium, Service service, Language language, int width, int height, String suffix) {
            this.chromium = chromium;
            this.service = service;
            this.language = language;
            this.width = width;
            this.height = height;
            this.suffix = suffix;
        }

        void take() throws IOException {
            var subject = service.cases().names().first(SUBJECT + 1).get(SUBJECT);
            var profile = "/subjects/" + subject.subjectId() + "?purpose=loan_application";
            var officer = chromium.person(width, height);
            officer.navigate(service.origin() + "/language?to=" + language.text() + "&next=/login");
            shoot(officer, "login");
            officer.getByRole(AriaRole.LINK, named("login.start")).click();
            shoot(officer, "demo-login");
            officer.locator("button[value=officer]").click();
            officer.waitForURL("**/search");
            officer.locator("#q").fill(subject.name().substring(3, 5));
            officer.locator("form.search button").click();
            officer.locator("#results table").waitFor();
            shoot(officer, "search");
            officer.navigate(service.origin() + profile);
            shoot(officer, "profile-open");
            officer.navigate(service.origin() + profile + "&sections=tax/filing&sections=assessment");
            shoot(officer, "refusal");

            var enterprise = chromium.person(width, height);
            enterprise.navigate(service.origin() + "/language?to=" + language.text() + "&next=/own");
            enterprise.getByRole(AriaRole.LINK, named("login.start")).click();
            enterprise.locator("#subject").selectOption(new SelectOption().setValue(subject.subjectId()));
            enterprise.locator("button[value=representative]").click();
            enterprise.waitForURL("**/own");
            enterprise.navigate(service.origin() + "/own?institution=demo-bank&purpose=loan_application");
            press(enterprise, "grant.give.button");
            enterprise.locator("#statement").fill("第二季度纳税申报的销售额与本企业账簿不符，请核对。");
            enterprise.locator("#section").selectOption("tax/filing");
            press(enterprise, "objection.raise.button");

            officer.navigate(service.origin() + profile);
            officer.locator("[data-drawn=true]").nth(1).waitFor();
            shoot(officer, "profile");
            if (width > PHONE) {
                var pdf = officer.pdf(new Page.PdfOptions().setPreferCSSPageSize(true));
                assertThat(PagesStoryTest.sheets(pdf)).isLessThanOrEqualTo(2);
                print(officer);
            }
            enterprise.navigate(service.origin() + "/own");
            shoot(enterprise, "own");

            var operator = operator();
            shoot(operator, "operator");
            operator.locator(".card textarea").first().fill("已与税务部门核对。");
            operator.locator(".card button").first().click();
            operator.locator(".notice").waitFor();
            press(enterprise, "grant.withdraw");
            enterprise.locator(".notice").waitFor();

            operator.navigate(service.origin() + "/operator/quarantine/tax/filing?rule=late_days.type");
            operator.setViewportSize(width, LONG);
            shoot(operator, "quarantine", false);
            operator.navigate(service.origin() + "/operator/quarantine/tax/filing?rule=late_days.type#forms");
            operator.locator("#forms").scrollIntoViewIfNeeded();
            shoot(operator, "quarantine-forms", false);
            operator.setViewportSize(width, height);
            tryDigits(operator);
            shoot(operator, "quarantine-trial");
        }

        private Page operator() {
            var operator = chromium.person(width, height);
            operator.navigate(service.origin() + "/language?to=" + language.text() + "&next=/operator");
            operator.getByRole(AriaRole.LINK, named("login.start")).click();
            operator.locator("button[value=operator]").click();
            operator.waitForURL("**/operator");
            return operator;
        }

        /** In the demo's city some digits were typed as letters. */
        private static void tryDigits(Page operator) {
            operator.locator("#expression-text").fill("replace(replace(late_days, 'O', '0'), 'l', '1')");
            operator.locator("#expression button").click();
            operator.locator("#record").waitFor(new Locator.WaitForOptions().setTimeout(RUN_MS));
        }

        /** What was tried is recorded and replayed: fewer rows wait than before. */
        void mend() throws IOException {
            var operator = operator();
            operator.navigate(service.origin() + "/operator/quarantine/tax/filing?rule=late_days.type");
            long before = waiting(operator);
            tryDigits(operator);
            operator.locator("#reason").fill("字母 O、l 系误录，税务局确认为数字");
            operator.locator("#record button").click();
            operator.locator("form[action$='/replay'] button").click(new Locator.ClickOptions().setTimeout(RUN_MS));
            operator.locator("#left").waitFor(new Locator.WaitForOptions().setTimeout(RUN_MS));
            shoot(operator, "quarantine-replayed");
            operator.navigate(service.origin() + "/operator/quarantine/tax/filing");
            assertThat(waiting(operator)).isLessThan(before);
        }

        private static long waiting(Page operator) {
            return Long.parseLong(operator.locator(".sentence").textContent().replaceAll("[^0-9]", ""));
        }

        /** As it comes out on paper, as wide as a sheet between its margins. */
        private void print(Page page) throws IOException {
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            page.setViewportSize(PAPER, height);
            shoot(page, "profile-print");
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
            page.setViewportSize(width, height);
        }

        private Page.GetByRoleOptions named(String key) {
            return new Page.GetByRoleOptions().setName(Texts.of(language, key)).setExact(true);
        }

        private void press(Page page, String key) {
            page.getByRole(AriaRole.BUTTON, named(key)).first().click();
            page.locator(".notice").waitFor();
        }

        private void shoot(Page page, String name) throws IOException {
            shoot(page, name, width > PHONE);
        }

        private void shoot(Page page, String name, boolean isWhole) throws IOException {
            page.locator("h1").first().waitFor();
            var file = folder.resolve(name + "-" + suffix + ".png");
            Files.write(file, smaller(page.screenshot(new Page.ScreenshotOptions().setFullPage(isWhole))));
            assertThat(Files.size(file)).as(file.toString()).isLessThanOrEqualTo(LARGEST);
        }
    }
}
