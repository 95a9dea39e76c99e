package vinelake.city;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Damages rows of one feed on their way into the file, at most once each. */
final class ErrorPlanter {

    private static final String DIGITS = "01258";
    private static final String LOOK_ALIKES = "OIZSB";
    private static final int TO_FULL_WIDTH = 0xFEE0;

    private final City city;
    private final Feed feed;
    private final List<Field> fields;
    private final List<ErrorKind> kinds;

    ErrorPlanter(City city, Feed feed) {
        this.city = city;
        this.feed = feed;
        this.fields = feed.fields();
        this.kinds = Arrays.stream(ErrorKind.values()).filter(this::applies).toList();
    }

    private boolean applies(ErrorKind kind) {
        return switch (kind) {
            case WRONG_GROSS -> fields.stream().anyMatch(f -> f.is(Field.Kind.GROSS));
            // A register holds whom it has registered, and its next snapshot repeats everything anyhow.
            case UNREGISTERED_CODE -> !feed.isSnapshot();
            case RESENT_ROW -> false;
            default -> true;
        };
    }

    Dice dice(int subject) {
        return city.dice(subject, "errors of " + feed.name());
    }

    /** Whether the department sends a subject's rows of the delivery before again. */
    boolean resends(Dice dice) {
        return !feed.isSnapshot() && dice.chance(ErrorKind.RESENT_ROW.rate());
    }

    /** Damages the values in place. */
    Optional<PlantedError> damage(List<String> values, Dice dice) {
        double draw = dice.unit();
        for (ErrorKind kind : kinds) {
            draw -= kind.rate();
            if (draw < 0) {
                return plant(kind, values, dice);
            }
        }
        return Optional.empty();
    }

    private Optional<PlantedError> plant(ErrorKind kind, List<String> values, Dice dice) {
        return switch (kind) {
            case WRONG_CHARACTER -> inCode(kind, values, dice, code -> wrongCharacter(code, dice));
            case LOOK_ALIKE -> inCode(kind, values, dice, code -> lookAlike(code, dice));
            case FULL_WIDTH -> inCode(kind, values, dice, ErrorPlanter::fullWidth);
            case LOST_CHARACTER -> inCode(kind, values, dice, code -> lostCharacter(code, dice));
            case UNREGISTERED_CODE -> inCode(kind, values, dice, code -> city.unregisteredCode(dice));
            case IMPOSSIBLE_DATE ->
                in(
                        kind,
                        f -> f.is(Field.Kind.DATE),
                        values,
                        dice,
                        day -> feed.style().dates().impossible(Integer.parseInt(day.substring(0, 4)), dice));
            case LETTER_IN_AMOUNT -> in(kind, ErrorPlanter::isAmount, values, dice, amount -> letterIn(amount, dice));
            case MISSING_VALUE -> in(kind, Field::isRequired, values, dice, value -> "");
            case WRONG_GROSS -> in(kind, f -> f.is(Field.Kind.GROSS), values, dice, gross -> wrongGross(gross, dice));
            case SHORT_ROW -> Optional.of(shorten(values, dice));
            case BLANKS -> in(kind, ErrorPlanter::isNotPersonal, values, dice, value -> around(value, " ", dice));
            case WIDE_BLANKS ->
                in(kind, ErrorPlanter::isNotPersonal, values, dice, value -> around(value, "\u3000", dice));
            case DUPLICATE_ROW -> Optional.of(PlantedError.ofRow(kind));
            case RESENT_ROW -> throw new IllegalStateException("rows are sent again by delivery");
        };
    }

    private static boolean isAmount(Field field) {
        return field.is(Field.Kind.AMOUNT) || field.is(Field.Kind.GROSS);
    }

    private static boolean isNotPersonal(Field field) {
        return !field.is(Field.Kind.PERSONAL);
    }

    private Optional<PlantedError> inCode(ErrorKind kind, List<String> values, Dice dice, Change change) {
        return in(kind, f -> f.is(Field.Kind.CODE), values, dice, change);
    }

    /** Changes one of the fields that have a value on one line; nothing when there is none. */
    private Optional<PlantedError> in(
            ErrorKind kind, Predicate<Field> where, List<String> values, Dice dice, Change change) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (where.test(fields.get(i)) && !value.isEmpty() && value.indexOf('\n') < 0) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int place = dice.pick(places);
        String truth = values.get(place);
        values.set(place, change.of(truth));
        return Optional.of(new PlantedError(kind, fields.get(place).header(), truth, values.get(place)));
    }

    private static PlantedError shorten(List<String> values, Dice dice) {
        int whole = values.size();
        values.subList(whole - dice.between(1, 2), whole).clear();
        return new PlantedError(ErrorKind.SHORT_ROW, "", Integer.toString(whole), Integer.toString(values.size()));
    }

    private static String wrongCharacter(String code, Dice dice) {
        int place = dice.below(code.length());
        int shift = dice.between(1, Codes.ALPHABET.length() - 1);
        int wrong = (Codes.ALPHABET.indexOf(code.charAt(place)) + shift) % Codes.ALPHABET.length();
        return replaced(code, place, Codes.ALPHABET.charAt(wrong));
    }

    private static String lookAlike(String code, Dice dice) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < code.length(); i++) {
            if (DIGITS.indexOf(code.charAt(i)) >= 0) {
                places.add(i);
            }
        }
        int place = dice.pick(places);
        return replaced(code, place, LOOK_ALIKES.charAt(DIGITS.indexOf(code.charAt(place))));
    }

    private static String fullWidth(String code) {
        StringBuilder wide = new StringBuilder();
        code.chars().forEach(c -> wide.append((char) (c + TO_FULL_WIDTH)));
        return wide.toString();
    }

    private static String lostCharacter(String code, Dice dice) {
        int place = dice.below(code.length());
        return code.substring(0, place) + code.substring(place + 1);
    }

    private static String letterIn(String amount, Dice dice) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < amount.length(); i++) {
            if (Character.isDigit(amount.charAt(i))) {
                places.add(i);
            }
        }
        return replaced(amount, dice.pick(places), dice.chance(0.5) ? 'O' : 'l');
    }

    private static String wrongGross(String gross, Dice dice) {
        return new BigDecimal(gross)
                .add(BigDecimal.valueOf(dice.between(100, 99_999), 2))
                .toPlainString();
    }

    private static String around(String value, String blank, Dice dice) {
        return blank.repeat(dice.below(3)) + value + blank.repeat(dice.between(1, 2));
    }

    private static String replaced(String text, int place, char replacement) {
        return text.substring(0, place) + replacement + text.substring(place + 1);
    }

    /** From the true value to the delivered one. */
    private interface Change {
        String of(String truth);
    }
}
