package vinelake.etl.draft;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vinelake.core.identifier.OrganizationCode;
import vinelake.core.identifier.RegistrationNumber;
import vinelake.core.identifier.Uscc;
import vinelake.core.value.Booleans;
import vinelake.core.value.Dates;
import vinelake.core.value.Integers;
import vinelake.core.value.Numbers;
import vinelake.core.value.Texts;
import vinelake.core.value.Timestamps;

/** What all values of a column have in common, by the readers that the ingest reads them with. */
final class ColumnFacts {

    /** A column with more values than that is no list of codes. */
    private static final int FEW = 24;

    private static final int EPOCH_DIGITS = 13;
    private static final long YEAR_2040 = 2_208_988_800_000L;

    private static final long MANY = 50;
    private static final double NEARLY_ALL = 0.98;

    /** One of three million orders of ten numbers ascends. */
    private static final long MANY_ASCENDING = 10;

    private static final Set<Set<String>> YES_AND_NO = Set.of(
            Set.of("是", "否"),
            Set.of("有", "无"),
            Set.of("y", "n"),
            Set.of("yes", "no"),
            Set.of("true", "false"),
            Set.of("t", "f"),
            Set.of("1", "0"));

    private final ZoneId zone;

    private long blanks;
    private long values;
    private long integers;
    private long numbers;
    private long dates;
    private long moments;
    private long digits;
    private boolean haveLeadingZeros;
    private boolean areWrittenWhole = true;
    private int integerDigits = 1;
    private int scale;
    private int writtenScale;
    private int shortest = Integer.MAX_VALUE;
    private int longest;
    private long hanValues;
    private long usccs;
    private long organizationCodes;
    private long registrationNumbers;
    private long citizenNumbers;
    private long mobilePhones;
    private long emails;
    private boolean haveBlanksWithin;
    private long personNames;
    private long previous = Long.MIN_VALUE;
    private boolean countsUp = true;
    private BigDecimal largest;
    private boolean ascends = true;
    private final Map<String, Long> few = new TreeMap<>();
    private boolean areFew = true;
    private final Map<String, Long> nullWords = new TreeMap<>();

    ColumnFacts(ZoneId zone) {
        this.zone = zone;
    }

    void see(String field) {
        var value = Texts.strip(field);
        if (value == null) {
            blanks++;
        } else if (NullWords.isCandidate(value)) {
            nullWords.merge(value, 1L, Long::sum);
        } else {
            seeValue(value);
        }
    }

    private void seeValue(String value) {
        values++;
        shortest = Math.min(shortest, value.length());
        longest = Math.max(longest, value.length());
        if (areFew) {
            few.merge(value, 1L, Long::sum);
            areFew = few.size() <= FEW;
        }
        seeNumber(value);
        haveBlanksWithin |= value.chars().anyMatch(c -> Texts.isBlank((char) c));
        if (!isFarEpoch(value)) {
            moments += Timestamps.parse(value, zone) == null ? 0 : 1;
            dates += Dates.parse(value, zone) == null ? 0 : 1;
        }
        seeIdentifier(value);
        seePerson(value);
    }

    private void seeNumber(String value) {
        haveLeadingZeros |= value.length() > 1 && value.charAt(0) == '0' && isDigits(value);
        digits += isDigits(value) ? 1 : 0;
        BigDecimal number = Numbers.parse(value);
        if (number == null) {
            countsUp = false;
            ascends = false;
            return;
        }
        numbers++;
        ascends &= largest == null || number.compareTo(largest) > 0;
        largest = number;
        Long whole = Integers.parse(value);
        integers += whole == null ? 0 : 1;
        BigDecimal shortestForm = number.stripTrailingZeros();
        integerDigits = Math.max(integerDigits, shortestForm.precision() - shortestForm.scale());
        scale = Math.max(scale, shortestForm.scale());
        writtenScale = Math.max(writtenScale, number.scale());
        areWrittenWhole &= number.scale() <= 0;
        if (countsUp) {
            countsUp = whole != null && (previous == Long.MIN_VALUE ? whole <= 1 : whole == previous + 1);
            previous = whole == null ? 0 : whole;
        }
    }

    private void seeIdentifier(String value) {
        usccs += Uscc.parse(value) == null ? 0 : 1;
        organizationCodes += OrganizationCode.parse(value) == null ? 0 : 1;
        registrationNumbers += RegistrationNumber.parse(value) == null ? 0 : 1;
    }

    private void seePerson(String value) {
        citizenNumbers += PersonalText.isCitizenNumber(value) ? 1 : 0;
        mobilePhones += PersonalText.isMobilePhone(value) ? 1 : 0;
        emails += PersonalText.isEmail(value) ? 1 : 0;
        personNames += PersonalText.isPersonName(value) ? 1 : 0;
        hanValues +=
                value.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN) ? 1 : 0;
    }

    /** Thirteen digits are milliseconds to the reader of moments, but beyond 2040 rather somebody's number. */
    private static boolean isFarEpoch(String value) {
        return value.length() == EPOCH_DIGITS && isDigits(value) && Long.parseLong(value) > YEAR_2040;
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    long blanks() {
        return blanks;
    }

    /** Rows with text that is no word for "no value". */
    long values() {
        return values;
    }

    Map<String, Long> nullWords() {
        return nullWords;
    }

    /** Each value with the rows that have it, where they are few. */
    Map<String, Long> few() {
        return areFew ? few : Map.of();
    }

    /** Whether every number is a whole one of 64 bits. */
    boolean areIntegers() {
        return areNumbers() && integers == numbers;
    }

    /** Whether they are numbers, but for a few slips. */
    boolean areNumbers() {
        return areNearlyAll(numbers);
    }

    /** Whether every moment is a day. */
    boolean areDates() {
        return areMoments() && dates == moments;
    }

    boolean areMoments() {
        return areNearlyAll(moments);
    }

    long slipsAsNumbers() {
        return values - numbers;
    }

    long slipsAsMoments() {
        return values - moments;
    }

    /** A department's slips are two of a hundred at most; a few values have none. */
    private boolean areNearlyAll(long count) {
        return values > 0 && (count == values || (values >= MANY && count >= values * NEARLY_ALL));
    }

    /** Whether they are of one pair like 是 and 否, in any case. */
    boolean areYesOrNo() {
        if (!areFew || values == 0) {
            return false;
        }
        var written = new java.util.HashSet<String>();
        few.keySet().forEach(value -> written.add(Texts.halfWidth(value).toLowerCase(java.util.Locale.ROOT)));
        return few.keySet().stream().allMatch(value -> Booleans.parse(value) != null)
                && YES_AND_NO.stream().anyMatch(pair -> pair.containsAll(written));
    }

    boolean areOnesAndZeros() {
        return areFew && values > 0 && Set.of("0", "1").containsAll(few.keySet());
    }

    boolean haveLeadingZeros() {
        return haveLeadingZeros;
    }

    boolean haveOnlyDigits() {
        return areNearlyAll(digits);
    }

    /** Whether no number was written with a point. */
    boolean areWrittenWhole() {
        return areWrittenWhole;
    }

    int integerDigits() {
        return integerDigits;
    }

    /** Digits after the point that a number needs. */
    int scale() {
        return scale;
    }

    int writtenScale() {
        return writtenScale;
    }

    int shortest() {
        return values == 0 ? 0 : shortest;
    }

    int longest() {
        return longest;
    }

    /** Whether every number is greater than the one before, and they are too many to be so by chance. */
    boolean ascends() {
        return values >= MANY_ASCENDING && ascends;
    }

    /** Whether they are the rows' numbers: 0, 1, 2 or 1, 2, 3 ... */
    boolean countsUp() {
        return values > 1 && countsUp;
    }

    double shareOfMoments() {
        return share(moments);
    }

    double shareOfNumbers() {
        return share(numbers);
    }

    /** Whether a value has more than one word, as names and prose have. */
    boolean haveBlanksWithin() {
        return haveBlanksWithin;
    }

    double shareOfUsccs() {
        return share(usccs);
    }

    double shareOfOrganizationCodes() {
        return share(organizationCodes);
    }

    double shareOfRegistrationNumbers() {
        return share(registrationNumbers);
    }

    double shareOfCitizenNumbers() {
        return share(citizenNumbers);
    }

    double shareOfMobilePhones() {
        return share(mobilePhones);
    }

    double shareOfEmails() {
        return share(emails);
    }

    double shareOfPersonNames() {
        return share(personNames);
    }

    double shareOfHan() {
        return share(hanValues);
    }

    private double share(long count) {
        return values == 0 ? 0 : (double) count / values;
    }
}
