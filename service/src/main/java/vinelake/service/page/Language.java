package vinelake.service.page;

import java.util.Arrays;
import java.util.Optional;

/** What a page is written in. The first one is for who has not chosen. */
enum Language {
    ZH("zh", "zh-CN", "中文"),
    EN("en", "en", "English");

    private final String text;
    private final String tag;
    private final String title;

    Language(String text, String tag, String title) {
        this.text = text;
        this.tag = tag;
        this.title = title;
    }

    /** As a cookie or an address says it. */
    String text() {
        return text;
    }

    /** As HTML says it. */
    String tag() {
        return tag;
    }

    /** The language in itself. */
    String title() {
        return title;
    }

    static Optional<Language> parse(String text) {
        return Arrays.stream(values())
                .filter(language -> language.text.equals(text))
                .findFirst();
    }
}
