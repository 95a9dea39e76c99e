package vinelake.etl.repair;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A refused row as it was delivered, and what repairs make of it. */
public final class RefusedRow {

    private final String file;
    private final long line;
    private final Set<String> rules;
    private final List<String> delivered;
    private final int[] places;
    private final Set<Integer> unreadable;
    private List<String> fields;
    private boolean isSplit;
    private boolean isRepaired;
    private boolean isDismissed;

    /**
     * @param file as the quarantine names it
     * @param line number of the row there
     * @param rules that it breaks
     * @param delivered its fields
     * @param places where the contract's columns stand among the fields of a whole row; below 0 for one that the file does
     *     not have
     * @param fieldCount fields of a whole row
     * @param unreadable fields that are no text
     */
    public RefusedRow(
            String file,
            long line,
            Set<String> rules,
            List<String> delivered,
            int[] places,
            int fieldCount,
            Set<Integer> unreadable) {
        this.file = file;
        this.line = line;
        this.rules = rules;
        this.delivered = List.copyOf(delivered);
        this.places = places;
        this.isSplit = delivered.size() == fieldCount;
        this.unreadable = new HashSet<>(unreadable);
        this.fields = new ArrayList<>(isSplit ? delivered : java.util.Collections.nCopies(fieldCount, ""));
    }

    public String file() {
        return file;
    }

    public long line() {
        return line;
    }

    public Set<String> rules() {
        return rules;
    }

    /** All fields of a whole row, in the order of the file. */
    public List<String> fields() {
        return fields;
    }

    /** Whether its fields are those of a row, and all of them text: only then can it be read. */
    public boolean isReadable() {
        return isSplit && unreadable.isEmpty();
    }

    public boolean isRepaired() {
        return isRepaired;
    }

    public boolean isDismissed() {
        return isDismissed;
    }

    /** What the row has for a column of the contract, by its place there; null where its fields are not known or lack it. */
    public String value(int column) {
        return isSplit && places[column] >= 0 ? fields.get(places[column]) : null;
    }

    /** What was delivered for a column of the contract; null where nobody knows, or it is not delivered. */
    public String delivered(int column) {
        return delivered.size() == fields.size() && places[column] >= 0 ? delivered.get(places[column]) : null;
    }

    void dismiss() {
        isDismissed = true;
    }

    /** The same text again mends nothing: a field that was no text stays none. */
    void put(int column, String text) {
        if (!text.equals(fields.get(places[column]))) {
            putByHand(column, text);
        }
    }

    void putByHand(int column, String text) {
        fields.set(places[column], text);
        unreadable.remove(places[column]);
        isRepaired = true;
    }

    /** By hand a row is made whole: what the contract does not take is left blank where it cannot be read. */
    void completeByHand() {
        isSplit = true;
        isRepaired = true;
        var taken = new HashSet<Integer>();
        for (int place : places) {
            taken.add(place);
        }
        unreadable.removeIf(place -> {
            boolean isIgnored = !taken.contains(place);
            if (isIgnored && place < fields.size()) {
                fields.set(place, "");
            }
            return isIgnored || place >= fields.size();
        });
    }
}
