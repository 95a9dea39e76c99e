package vinelake.core.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sentence with places for arguments, which are found again in its text. Nothing is tried twice: texts quote what files
 * say, and one that is made to be slow is read as fast as any other.
 */
final class Template {

    private static final Pattern PLACE = Pattern.compile("%[ds]");

    private final String sentence;

    /** What stands before, between and after the places: one more than there are places. */
    private final List<String> literals = new ArrayList<>();

    private final List<Boolean> isNumber = new ArrayList<>();

    /** @param sentence with {@code %s}, and {@code %d} where only digits can stand */
    Template(String sentence) {
        this.sentence = sentence;
        var places = PLACE.matcher(sentence);
        int from = 0;
        while (places.find()) {
            literals.add(sentence.substring(from, places.start()));
            isNumber.add(places.group().equals("%d"));
            from = places.end();
        }
        literals.add(sentence.substring(from));
    }

    String text(Object... arguments) {
        return sentence.formatted(arguments);
    }

    /** Whether the sentence may end the text: all that is said in it is there, in order. */
    boolean mayEnd(String text) {
        if (!text.endsWith(last())) {
            return false;
        }
        int at = 0;
        for (var literal : literals) {
            at = text.indexOf(literal, at);
            if (at < 0) {
                return false;
            }
            at += literal.length();
        }
        return true;
    }

    boolean beginsAt(String text, int from) {
        return text.startsWith(literals.get(0), from);
    }

    /** Whether a sentence that is not found where it first begins is found nowhere later: digits may be there only then. */
    boolean isDecidedByFirst() {
        return !isNumber.contains(true);
    }

    /** The arguments, each as short as can be, where the text is the sentence from there to its end. */
    Optional<List<String>> arguments(String text, int from) {
        if (!beginsAt(text, from) || !text.endsWith(last())) {
            return Optional.empty();
        }
        var arguments = new ArrayList<String>();
        int at = from + literals.get(0).length();
        for (int i = 0; i < isNumber.size(); i++) {
            var next = literals.get(i + 1);
            int end;
            if (isNumber.get(i)) {
                end = endOfDigits(text, at);
                if (end == at || !text.startsWith(next, end)) {
                    return Optional.empty();
                }
            } else {
                end = i == isNumber.size() - 1 ? text.length() - next.length() : text.indexOf(next, at);
                if (end < at) {
                    return Optional.empty();
                }
            }
            arguments.add(text.substring(at, end));
            at = end + next.length();
        }
        return at == text.length() ? Optional.of(List.copyOf(arguments)) : Optional.empty();
    }

    private String last() {
        return literals.get(literals.size() - 1);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
