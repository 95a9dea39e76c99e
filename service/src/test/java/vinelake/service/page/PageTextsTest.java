package vinelake.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vinelake.service.access.Purpose;

class PageTextsTest {

    private static final Pattern USE = Pattern.compile("frame\\.t\\(\"([a-z_.-]+)\"[,)]");

    /** What the hub says in Chinese itself. */
    private static final Pattern OF_THE_HUB = Pattern.compile(
            "(purpose\\.(?!label|change|title|why|button)|fault\\..*|section\\..*(/|assessment|network)|unit\\.).*");

    @Test
    void englishSaysAllThatChineseSays() {
        assertThat(Texts.keys(Language.EN)).containsAll(Texts.keys(Language.ZH));
        assertThat(Texts.keys(Language.EN).stream()
                        .filter(key -> !OF_THE_HUB.matcher(key).matches()))
                .containsExactlyInAnyOrderElementsOf(Texts.keys(Language.ZH));
    }

    @Test
    void bothFillInAsMuch() {
        assertThat(Texts.keys(Language.ZH))
                .allSatisfy(
                        key -> assertThat(arguments(Language.EN, key)).as(key).isEqualTo(arguments(Language.ZH, key)));
    }

    @Test
    void everyPurposeIsSaidInEnglish() {
        assertThat(Purpose.values())
                .allSatisfy(purpose -> assertThat(Texts.find(Language.EN, "purpose." + purpose.text()))
                        .as(purpose.text())
                        .isPresent());
    }

    private static long arguments(Language language, String key) {
        return Pattern.compile("%(\\d\\$)?[sd]")
                .matcher(Texts.find(language, key).orElse(""))
                .results()
                .count();
    }

    @Test
    void everyTextOfATemplateIsThere() throws IOException {
        var used = new TreeSet<String>();
        try (Stream<Path> templates = Files.list(Path.of("src/main/jte"))) {
            for (var template : templates.toList()) {
                USE.matcher(Files.readString(template)).results().forEach(use -> used.add(use.group(1)));
            }
        }
        assertThat(used).isNotEmpty();
        assertThat(Texts.keys(Language.ZH)).containsAll(used);
    }
}
