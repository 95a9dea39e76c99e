package vinelake.service.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Addresses of pages. */
final class Links {

    private Links() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String profile(String subjectId, Optional<String> purpose, List<String> sections) {
        var link = new StringBuilder("/subjects/").append(encoded(subjectId).replace("+", "%20"));
        char next = '?';
        if (purpose.isPresent()) {
            link.append(next).append("purpose=").append(encoded(purpose.get()));
            next = '&';
        }
        for (var section : sections) {
            link.append(next).append("sections=").append(encoded(section));
            next = '&';
        }
        return link.toString();
    }

    /** Where a representative gives what a bank asks for. */
    static String ask(String institution, String purpose, List<String> sections) {
        return "/own?institution=%s&purpose=%s%s#give"
                .formatted(
                        encoded(institution),
                        encoded(purpose),
                        String.join(
                                "",
                                sections.stream()
                                        .map(s -> "&sections=" + encoded(s))
                                        .toList()));
    }

    /** A path of these pages; another address is none of ours. */
    static String inside(String path, String otherwise) {
        return path != null && path.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*") ? path : otherwise;
    }
}
