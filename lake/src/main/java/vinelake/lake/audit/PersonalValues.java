package vinelake.lake.audit;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import vinelake.core.value.PersonalNumbers;
import vinelake.core.value.Texts;

/**
 * What a scan looks for in a text: citizens' identity numbers and mobile phones by their form, and given values wherever
 * they stand, also within a longer text. It tells what kind each is and never the value.
 */
final class PersonalValues implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Of a value that was given. */
    static final String KNOWN = "known value";

    /** A shorter value stands in any text by chance. */
    static final int SHORTEST = 2;

    private static final long BASE = 1_000_003;

    /** Hashes of the given values, by length. */
    private final Map<Integer, HashSet<Long>> hashes = new HashMap<>();

    private final Set<String> known = new HashSet<>();

    /** @throws IllegalArgumentException when one is too short, without telling it */
    PersonalValues(Collection<String> values) {
        int line = 0;
        for (var value : values) {
            line++;
            var text = Texts.canonical(value);
            if (text == null) {
                continue;
            }
            if (text.length() < SHORTEST) {
                throw new IllegalArgumentException(
                        "line %d has %d character. Allowed: values of at least %d, which no text has by chance"
                                .formatted(line, text.length(), SHORTEST));
            }
            known.add(text);
            hashes.computeIfAbsent(text.length(), length -> new HashSet<>()).add(hash(text));
        }
    }

    int count() {
        return known.size();
    }

    /** Names the kind of each value in the text. */
    void find(String text, Consumer<String> found) {
        PersonalNumbers.find(
                text, kind -> found.accept(kind.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        findKnown(text, found);
    }

    /** The same without phones, for texts that are full of large numbers. */
    void findWithoutPhones(String text, Consumer<String> found) {
        PersonalNumbers.find(text, kind -> {
            if (kind != PersonalNumbers.Kind.MOBILE_PHONE) {
                found.accept(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        });
        findKnown(text, found);
    }

    /** A hash rolls over the text for each length, so that many values cost no more than one. */
    private void findKnown(String text, Consumer<String> found) {
        if (known.isEmpty() || text.length() < SHORTEST) {
            return;
        }
        var form = Texts.canonical(text);
        if (form == null) {
            return;
        }
        hashes.forEach((length, wanted) -> {
            if (form.length() < length) {
                return;
            }
            long highest = 1;
            for (int i = 1; i < length; i++) {
                highest *= BASE;
            }
            long hash = hash(form.substring(0, length));
            for (int at = 0; ; at++) {
                if (wanted.contains(hash) && known.contains(form.substring(at, at + length))) {
                    found.accept(KNOWN);
                }
                if (at + length >= form.length()) {
                    return;
                }
                hash = (hash - form.charAt(at) * highest) * BASE + form.charAt(at + length);
            }
        });
    }

    private static long hash(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * BASE + text.charAt(i);
        }
        return hash;
    }
}
