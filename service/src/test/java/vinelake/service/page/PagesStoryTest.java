package vinelake.service.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vinelake.core.hub.HubFolder;
import vinelake.service.Service;
import vinelake.service.ServiceOptions;
import vinelake.service.StoreChoice;

/** Officer, enterprise and operator at their browsers, against the running service and its PostgreSQL. */
class PagesStoryTest {

    private static final int WIDE = 1280;
    private static final int HIGH = 900;
    private static final int PHONE = 390;

    @TempDir
    private static Path lake;

    private static Chromium chromium;
    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
        var hub = HubFolder.load(Path.of("../examples/city"));
        var root = StoryLake.write(lake);
        var options = new ServiceOptions(
                hub,
                root,
                StoreChoice.of(hub, root, StoreChoice.Options.NONE),
                "127.0.0.1",
                0,
                true,
                1_000,
                ServiceOptions.POLL_SECONDS);
        service = Service.start(options, Pages.of(options, Optional.empty())::routes);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    /** No script failed, and the policy had nothing to refuse. */
    @AfterEach
    void nothingWentWrongInTheBrowser() {
        assertThat(chromium.faults()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aGrantOpensTheProfileAndItsWithdrawalClosesIt(Language language) {
        var id = language == Language.ZH ? StoryLake.FIRST : StoryLake.SECOND;
        var name = language == Language.ZH ? StoryLake.FIRST_NAME : StoryLake.SECOND_NAME;
        var officer = person(language);
        login(officer, "/search", language, "officer", name);
        assertThat(officer.locator("#results .empty")).containsText(t(language, "search.empty"));

        search(officer, "没有这个名称");
        assertThat(officer.locator("#results .empty")).containsText("没有这个名称");
        search(officer, name.substring(2, 6));
        officer.getByRole(AriaRole.LINK, named(name)).click();

        assertThat(officer.locator("h1")).hasText(name);
        assertThat(officer.locator("body")).containsText(StoryLake.RELEASE);
        assertThat(officer.locator("body")).containsText("2015-03-02");
        var tax = language == Language.ZH ? "纳税申报" : "Tax filings";
        assertThat(officer.locator(".withheld")).containsText(tax);
        assertThat(officer.locator("body")).not().containsText("1,234,567.80");
        assertThat(officer.locator(".letter")).hasCount(0);

        officer.locator(".withheld")
                .getByText(tax, new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(officer.locator("h1")).hasText(t(language, "refusal.title"));
        assertThat(officer.locator("main li").first()).containsText(tax);
        var link = officer.locator("a[data-copy]").getAttribute("href");
        assertThat(link).contains("institution=demo-bank", "purpose=loan_application", "sections=tax%2Ffiling");

        var enterprise = person(language);
        login(enterprise, "/own", language, "representative", name);
        assertThat(enterprise
                        .locator("main tr", new Page.LocatorOptions().setHasText("demo-officer"))
                        .first())
                .containsText(t(language, "outcome.refused"));
        // The bank's link fills the form; here the enterprise grants all that can be granted.
        enterprise.navigate(service.origin() + "/own?institution=demo-bank&purpose=loan_application");
        assertThat(enterprise.locator("#institution")).hasValue("demo-bank");
        press(enterprise, t(language, "grant.give.button"));
        assertThat(enterprise.locator(".notice")).hasText(t(language, "done.grant-given"));

        officer.navigate(profile(id));
        assertThat(officer.locator(".letter")).hasText("B");
        assertThat(officer.locator("body")).containsText("1,234,567.80");
        assertThat(officer.locator(".withheld")).hasCount(0);
        assertThat(officer.locator("[data-drawn=true] canvas")).hasCount(2);
        // 1,500,000 of 2,000,000 yuan of sales.
        assertThat(officer.locator("tr", new Page.LocatorOptions().setHasText("2025-07-03")))
                .containsText(Pattern.compile("150\\.00.*75\\.0%"));

        enterprise.navigate(service.origin() + "/own");
        var look = enterprise
                .locator("tr", new Page.LocatorOptions().setHasText("demo-officer"))
                .first();
        assertThat(look).containsText("demo-bank");
        assertThat(look).containsText(language == Language.ZH ? "贷款审批" : "Loan application");
        assertThat(look).containsText(t(language, "outcome.done"));
        assertThat(look).containsText(tax);

        press(enterprise, t(language, "grant.withdraw"));
        assertThat(enterprise.locator(".notice")).hasText(t(language, "done.grant-withdrawn"));
        officer.navigate(profile(id) + "&sections=tax/filing");
        assertThat(officer.locator("h1")).hasText(t(language, "refusal.title"));
        officer.navigate(profile(id));
        assertThat(officer.locator("body")).not().containsText("1,234,567.80");
    }

    @Test
    void anObjectionMarksTheProfileUntilItIsAnswered() {
        var enterprise = person(Language.ZH);
        login(enterprise, "/own", Language.ZH, "representative", StoryLake.FIRST_NAME);
        enterprise.locator("#section").selectOption("registry/enterprise");
        enterprise.locator("#statement").fill("注册资本与登记不符");
        press(enterprise, "提交异议");
        assertThat(enterprise.locator("body")).containsText("剩余 20 天");

        var officer = person(Language.ZH);
        login(officer, "/search", Language.ZH, "officer", "");
        officer.navigate(profile(StoryLake.FIRST));
        assertThat(officer.locator(".banner.bad")).containsText("登记注册基础信息");

        var operator = person(Language.ZH);
        login(operator, "/operator", Language.ZH, "operator", "");
        var card = operator.locator(".card", new Page.LocatorOptions().setHasText("注册资本与登记不符"));
        assertThat(card).containsText(StoryLake.FIRST_NAME);
        card.locator("textarea").fill("已与登记机关核对，无误");
        card.locator("button").click();
        assertThat(operator.locator(".notice")).hasText("答复已提交，标注已解除。");
        officer.navigate(profile(StoryLake.FIRST));
        assertThat(officer.locator(".banner.bad")).hasCount(0);
    }

    @Test
    void theOperatorReadsWhatIsLateAndWhatIsHeldFirst() {
        var operator = person(Language.ZH);
        login(operator, "/operator", Language.ZH, "operator", "");
        // Of eight datasets six never delivered, and tax, which delivers every 100 days, did so 200 days ago. 6 + 5 + 7
        // of its rows were refused.
        assertThat(operator.locator(".sentence")).containsText("8 个数据集中 1 个逾期，1 次交付暂扣，18 行待修复；另有 6 个从未交付；");
        assertThat(operator.locator(".sentence")).containsText(StoryLake.RELEASE);
        assertThat(operator.locator(".department").first()).hasText("市场监督管理局");
        assertThat(operator.locator("tr.held").nth(1))
                .containsText("registry/enterprise_20260620.csv 第 1 行：列与契约不符：缺少“名称”。请部门按约定的列重报。");
        var tax = operator.locator("tr", new Page.LocatorOptions().setHasText("filing"));
        assertThat(tax).containsText("200 天（通常间隔 100 天）");
        assertThat(tax.locator("td").nth(4)).hasText("1,200");
        assertThat(tax.locator("td").nth(5)).hasText("1,193");
        // Two of the three profiles show tax filings, which are late.
        assertThat(tax.locator("td").nth(11)).hasText("2");
    }

    @Test
    void aChangeNeedsTheTokenOfItsForm() {
        var enterprise = person(Language.ZH);
        login(enterprise, "/own", Language.ZH, "representative", StoryLake.THIRD_NAME);
        var offer = FormData.create()
                .set("institution", "demo-bank")
                .set("purpose", "loan_application")
                .set("sections", "tax/filing")
                .set("until", "2027-01-01");
        var without = enterprise
                .context()
                .request()
                .post(service.origin() + "/own/grants", RequestOptions.create().setForm(offer));
        assertThat(without.status()).isEqualTo(403);
        var wrong = enterprise
                .context()
                .request()
                .post(service.origin() + "/own/grants", RequestOptions.create().setForm(offer.set("csrf", "guessed")));
        assertThat(wrong.status()).isEqualTo(403);
        enterprise.reload();
        assertThat(enterprise.locator("body")).containsText("尚未授权任何机构");
    }

    @Test
    void whoHasLoggedOutIsAskedAgain() {
        var officer = person(Language.EN);
        login(officer, "/search", Language.EN, "officer", "");
        press(officer, "Log out");
        assertThat(officer.locator(".notice")).hasText("You are logged out.");
        officer.navigate(profile(StoryLake.FIRST));
        assertThat(officer.locator("h1")).hasText("Log in");
    }

    @Test
    void theSessionCookieIsNotForScriptsNorForOtherSites() {
        var officer = person(Language.ZH);
        login(officer, "/search", Language.ZH, "officer", "");
        var cookie = officer.context().cookies().stream()
                .filter(c -> c.name.equals("vinelake_session"))
                .findFirst()
                .orElseThrow();
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.sameSite.name()).isEqualTo("LAX");
    }

    @Test
    void nobodyReadsAProfileWithoutAPurpose() {
        var officer = person(Language.ZH);
        login(officer, "/search", Language.ZH, "officer", "");
        officer.navigate(service.origin() + "/subjects/" + StoryLake.FIRST);
        assertThat(officer.locator("h1")).hasText("请选择查询目的");
        officer.getByLabel("贷后管理").check();
        press(officer, "打开画像");
        assertThat(officer.locator("h1")).hasText(StoryLake.FIRST_NAME);
        assertThat(officer.locator("#purpose")).hasValue("loan_management");
    }

    @Test
    void theLanguageIsKept() {
        var officer = person(Language.ZH);
        login(officer, "/search", Language.ZH, "officer", "");
        officer.getByRole(AriaRole.LINK, named("English")).click();
        assertThat(officer.locator("h1")).hasText("Search enterprises");
        officer.navigate(service.origin() + "/subjects/nobody?purpose=prospecting");
        assertThat(officer.locator("h1")).hasText("Not found");
        assertThat(officer.locator("html")).hasAttribute("lang", "en");
    }

    @Test
    void anEnterpriseReadsItsOwnProfileAlsoWhereItIsNotScored() {
        var enterprise = person(Language.ZH);
        login(enterprise, "/own", Language.ZH, "representative", StoryLake.THIRD_NAME);
        enterprise.getByRole(AriaRole.LINK, named("查看本企业画像")).click();
        assertThat(enterprise.locator("h1")).hasText(StoryLake.THIRD_NAME);
        assertThat(enterprise.locator(".notscored")).containsText("信息不足，不予评分");
        enterprise.navigate(service.origin() + "/subjects/" + StoryLake.FIRST);
        assertThat(enterprise.locator("h1")).hasText("无权查看");
    }

    @Test
    void searchAndProfileWorkByKeyboard() {
        var officer = person(Language.ZH);
        login(officer, "/search", Language.ZH, "officer", "");
        officer.navigate(service.origin() + "/search");
        assertThat(officer.locator("#q")).isFocused();
        officer.keyboard().type(StoryLake.FIRST_CODE.toLowerCase(java.util.Locale.ROOT));
        officer.keyboard().press("Enter");
        assertThat(officer.locator("#results a")).hasCount(1);
        for (int i = 0; i < 10 && !isFocused(officer.locator("#results a")); i++) {
            officer.keyboard().press("Tab");
        }
        officer.keyboard().press("Enter");
        assertThat(officer.locator("h1")).hasText(StoryLake.FIRST_NAME);
    }

    private static boolean isFocused(Locator locator) {
        return (Boolean) locator.evaluate("e => e === document.activeElement");
    }

    @Test
    void noPageIsWiderThanAPhone() {
        var enterprise = chromium.person(PHONE, 844);
        login(enterprise, "/own", Language.ZH, "representative", StoryLake.FIRST_NAME);
        for (var path : List.of("/own", "/subjects/" + StoryLake.FIRST)) {
            enterprise.navigate(service.origin() + path);
            assertThat(width(enterprise)).as(path).isLessThanOrEqualTo(PHONE);
        }
        var operator = chromium.person(PHONE, 844);
        login(operator, "/operator", Language.ZH, "operator", "");
        for (var path : List.of("/operator", "/search?q=测试", "/none")) {
            operator.navigate(service.origin() + path);
            assertThat(width(operator)).as(path).isLessThanOrEqualTo(PHONE);
        }
    }

    private static int width(Page page) {
        return ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
    }

    @Test
    void aProfileIsPrintedOnTwoPagesAtMost() throws Exception {
        var enterprise = person(Language.ZH);
        login(enterprise, "/own", Language.ZH, "representative", StoryLake.FIRST_NAME);
        enterprise.navigate(service.origin() + "/subjects/" + StoryLake.FIRST);
        assertThat(enterprise.locator("[data-drawn=true]")).hasCount(2);
        assertThat(sheets(enterprise.pdf(new Page.PdfOptions().setPreferCSSPageSize(true))))
                .isBetween(1, 2);
    }

    static int sheets(byte[] pdf) {
        var pages = Pattern.compile("/Type\\s*/Page\\b").matcher(new String(pdf, StandardCharsets.ISO_8859_1));
        int count = 0;
        while (pages.find()) {
            count++;
        }
        return count;
    }

    @Test
    void everythingComesFromTheService() {
        var officer = person(Language.ZH);
        var others = new java.util.concurrent.CopyOnWriteArrayList<String>();
        officer.onRequest(request -> {
            if (!request.url().startsWith(service.origin()) && !request.url().startsWith("data:")) {
                others.add(request.url());
            }
        });
        login(officer, "/search", Language.ZH, "officer", "");
        officer.navigate(profile(StoryLake.FIRST));
        assertThat(others).isEmpty();
    }

    private static Page person(Language language) {
        var page = chromium.person(WIDE, HIGH);
        page.navigate(service.origin() + "/language?to=" + language.text());
        return page;
    }

    /** By the page of the demo's issuer, as a person would. */
    private static void login(Page page, String wanted, Language language, String role, String enterprise) {
        page.navigate(service.origin() + wanted);
        page.getByRole(AriaRole.LINK, named(t(language, "login.start"))).click();
        if (role.equals("representative")) {
            page.locator("#subject")
                    .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(enterprise));
        }
        page.locator("button[value=%s]".formatted(role)).click();
        page.waitForURL(service.origin() + wanted);
    }

    private static void search(Page page, String text) {
        page.locator("#q").fill(text);
        page.locator("form.search button").click();
    }

    private static void press(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static String profile(String id) {
        return service.origin() + "/subjects/" + id + "?purpose=loan_application";
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static String t(Language language, String key, Object... arguments) {
        return Texts.of(language, key, arguments);
    }
}
