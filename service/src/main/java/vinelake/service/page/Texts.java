package vinelake.service.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** All that pages say, in each language. */
final class Texts {

    private static final Map<Language, Properties> ALL = new EnumMap<>(Language.class);

    static {
        for (var language : Language.values()) {
            ALL.put(language, read("texts_%s.properties".formatted(language.text())));
        }
    }

    private Texts() {}

    /**
     * A text with its arguments filled in.
     *
     * @throws IllegalArgumentException when there is no such text
     */
    static String of(Language language, String key, Object... arguments) {
        var text = find(language, key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "texts_%s.properties: '%s' is missing. Allowed: its keys".formatted(language.text(), key)));
        return arguments.length == 0 ? text : text.formatted(arguments);
    }

    static Optional<String> find(Language language, String key) {
        return Optional.ofNullable(ALL.get(language).getProperty(key));
    }

    static Set<String> keys(Language language) {
        return ALL.get(language).stringPropertyNames();
    }

    private static Properties read(String name) {
        var texts = new Properties();
        try (var in = new InputStreamReader(Texts.class.getResourceAsStream(name), StandardCharsets.UTF_8)) {
            texts.load(in);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
