package vinelake.city;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that the city writes, as a delivery or as truth.
 *
 * @param path below the output folder, with slashes
 * @param feed which dataset; empty for truth
 */
record Outlet(String path, String feed, FileStyle style, List<Field> fields) {

    static final String LANDING = "landing/";
    static final String TRUTH = "truth/";

    /** The files of a feed, by delivery and part of it. */
    static List<List<Outlet>> of(Feed feed, CityPlan plan) {
        List<List<Outlet>> deliveries = new ArrayList<>();
        for (LocalDate asOf : feed.rhythm().deliveries(plan)) {
            List<Outlet> files = new ArrayList<>();
            for (int part = 0; part < feed.files(asOf); part++) {
                files.add(new Outlet(LANDING + feed.file(asOf, part), feed.name(), feed.style(), feed.fields()));
            }
            deliveries.add(files);
        }
        return deliveries;
    }

    static Outlet truth(String name, String... headers) {
        List<Field> fields = List.of(headers).stream().map(Field::text).toList();
        FileStyle style = FileStyle.comma(FileStyle.utf8(), DateStyle.ISO).withUnixLines();
        return new Outlet(TRUTH + name + ".csv", "", style, fields);
    }

    boolean isTruth() {
        return feed.isEmpty();
    }

    String belowLanding() {
        return path.substring(LANDING.length());
    }

    /** A name that no other file's parts have, without folders. */
    String partName() {
        return path.replace('/', '+');
    }
}
