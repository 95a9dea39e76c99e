package vinelake.service.page;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a browser gets.
 *
 * @param template its name, without {@code .jte}; empty to send the browser elsewhere
 * @param parameters of the template, without the frame
 * @param location where to; empty for a template
 */
record Page(int status, String template, Map<String, Object> parameters, String location) {

    static Page of(String template, Object... namesAndValues) {
        return withStatus(200, template, namesAndValues);
    }

    static Page withStatus(int status, String template, Object... namesAndValues) {
        var parameters = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Page(status, template, parameters, "");
    }

    /** After a change: the browser asks anew, and a reload repeats nothing. */
    static Page redirect(String location) {
        return new Page(303, "", Map.of(), location);
    }
}
