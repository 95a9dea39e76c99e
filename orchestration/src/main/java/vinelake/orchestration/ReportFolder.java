package vinelake.orchestration;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vinelake.core.hub.Hub;
import vinelake.lake.Lake;
import vinelake.orchestration.DictionaryPage.Language;

/**
 * The reports of a lake: {@code reports/<run id>} for each refresh, and the newest once more in {@code reports/latest}; each as
 * pages, as Markdown and as JSON. The JSON is written last: where it is, the others are.
 */
final class ReportFolder {

    /** How many reports are kept, the newest: a year of nights. */
    static final int KEPT = 400;

    private static final Logger LOG = LoggerFactory.getLogger("vinelake.run");
    private static final String FOLDER = "reports";
    private static final String LATEST = "latest";
    private static final String JSON = "report.json";

    /** The folder of a run, and nothing else that may lie there; the group is the moment of its start. */
    private static final Pattern RUN = Pattern.compile("\\d{4}-\\d\\d-\\d\\d-(\\d{8}T\\d{6}-[0-9a-f]+)");

    private final Path folder;
    private final FileSystem files;

    private ReportFolder(Path folder, FileSystem files) {
        this.folder = folder;
        this.files = files;
    }

    static ReportFolder of(Lake lake) {
        return of(lake.root(), lake.spark().sparkContext().hadoopConfiguration());
    }

    static ReportFolder of(URI lake, Configuration configuration) {
        var folder = new Path(URI.create(lake + "/" + FOLDER));
        try {
            var files = folder.getFileSystem(configuration);
            // Beside each file the other one keeps a checksum, which nobody who reads a report knows.
            return new ReportFolder(folder, files instanceof LocalFileSystem local ? local.getRaw() : files);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be reached: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** The newest report; empty where there is none, or one that this program cannot read. */
    Optional<PreviousReport> latest() {
        var file = new Path(new Path(folder, LATEST), JSON);
        try (var in = files.open(file)) {
            return Optional.of(PreviousReport.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: {}. The new report is compared with none", file, e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Writes a report in all its forms, and removes the oldest ones.
     *
     * @return where its page lies
     */
    String write(Hub hub, RefreshReport report) {
        var texts = new LinkedHashMap<String, String>();
        for (var language : Language.values()) {
            texts.put(ReportPage.file(language), new ReportPage(hub, report, language).html());
            texts.put(ReportMarkdown.file(language), new ReportMarkdown(hub, report, language).text());
        }
        texts.put(JSON, ReportJson.of(hub, report));
        try {
            for (var name : new String[] {report.run().runId(), LATEST}) {
                for (var text : texts.entrySet()) {
                    write(new Path(new Path(folder, name), text.getKey()), text.getValue());
                }
            }
            removeOld();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be written: %s".formatted(folder, e.getMessage()), e);
        }
        return place(new Path(new Path(folder, report.run().runId()), ReportPage.file(Language.ZH)));
    }

    private static String place(Path file) {
        return "file".equals(file.toUri().getScheme()) ? file.toUri().getPath() : file.toString();
    }

    /** Whoever reads sees the old text or the new one, whole; a put on an object store is so by itself. */
    private void write(Path file, String text) throws IOException {
        boolean isDisk = "file".equals(files.getUri().getScheme());
        var written = isDisk ? new Path(file.getParent(), "." + file.getName() + ".tmp") : file;
        try (var out = files.create(written, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        if (isDisk && !files.rename(written, file)) {
            throw new IOException("%s cannot take the place of %s".formatted(written, file));
        }
    }

    /** By the moment in the name: on an object store a folder has no time of its own. */
    private void removeOld() throws IOException {
        record Run(String moment, Path folder) {}
        var runs = new ArrayList<Run>();
        for (var status : files.listStatus(folder)) {
            var matcher = RUN.matcher(status.getPath().getName());
            if (status.isDirectory() && matcher.matches()) {
                runs.add(new Run(matcher.group(1), status.getPath()));
            }
        }
        runs.sort(Comparator.comparing(Run::moment).reversed());
        for (var old : runs.subList(Math.min(KEPT, runs.size()), runs.size())) {
            files.delete(old.folder(), true);
        }
    }
}
