package vinelake.etl.draft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A hub that has nothing but drafts. */
final class DraftedHub {

    static void write(Path folder, List<Draft> drafts) throws IOException {
        Files.writeString(folder.resolve("hub.yaml"), """
                name: Drafts
                timeZone: Asia/Shanghai
                lake: lake
                landing: landing
                keys:
                  personalData: { version: 1, file: key }
                  landing: { version: 1, file: landing.key }
                """);
        Files.createDirectories(folder.resolve("contracts"));
        for (var draft : drafts) {
            var file = folder.resolve("contracts/%s.odcs.yaml".formatted(draft.dataset()));
            Files.createDirectories(file.getParent());
            Files.writeString(file, draft.contract());
            if (draft.examples().isPresent()) {
                Files.writeString(
                        folder.resolve("contracts/%s.examples.yaml".formatted(draft.dataset())),
                        draft.examples().get());
            }
        }
    }

    private DraftedHub() {}
}
