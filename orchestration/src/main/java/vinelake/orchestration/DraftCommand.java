package vinelake.orchestration;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.core.contract.DatasetName;
import vinelake.core.hub.Hub;
import vinelake.core.hub.HubException;
import vinelake.core.hub.HubFolder;
import vinelake.etl.draft.Draft;

@Command(
        name = "draft",
        description = {
            "Writes a contract and examples from delivered files: format, charset, delimiter, header, title and footer,"
                    + " types, keys, identifiers, suspected personal data. The draft passes check as it stands; what a"
                    + " person must decide is marked with DECIDE and listed at the end.",
            "Files with the same columns in one folder, whose names differ by dates and numbers, are one dataset."
                    + " Delimited text in any of UTF-8, GB18030, Big5 and UTF-16; Excel (.xlsx), JSON, XML, Parquet;"
                    + " any of them in .zip, .gz and .tar.gz."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub draft hub/landing/tax/filing_202606.csv",
            "  vinelake --hub hub draft --department tax --dataset filing /mnt/usb/*.csv",
            "  vinelake --hub hub draft --sheet 明细 hub/landing/penalty/处罚_202606.xlsx",
            "  vinelake --hub hub draft --rows /data/items hub/landing/court/cases.json.gz",
            "  vinelake draft --stdout 申报.csv"
        })
final class DraftCommand implements Callable<Integer> {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "What a department delivered.")
    private List<Path> files;

    @Option(
            names = "--department",
            paramLabel = "NAME",
            description =
                    "Short English name of the department. Default: the folder below the landing folder, else a guess")
    private String department;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "English name of the dataset, a singular noun. Default: after the file's name")
    private String dataset;

    @Option(
            names = "--sheet",
            paramLabel = "NAME",
            description = "Sheet of a workbook. Default: the one with the most rows")
    private String sheet;

    @Option(
            names = "--row",
            paramLabel = "ELEMENT",
            description = "Element of an XML file that is a row. Default: one that comes again")
    private String row;

    @Option(
            names = "--rows",
            paramLabel = "POINTER",
            description = "JSON pointer to the array of rows, like /data/items. Default: the longest array of objects")
    private String rows;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            converter = Machine.Folder.class,
            description = "Where archives are unpacked and rows are written. Default: ${DEFAULT-VALUE}")
    private Path temp = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--stdout", description = "Prints the drafts, and writes nothing; needs no hub.")
    private boolean isPrinted;

    @Option(names = "--force", description = "Replaces a contract that is there, and its examples.")
    private boolean isForced;

    @Override
    public Integer call() throws IOException {
        var out = spec.commandLine().getOut();
        name(department, "--department");
        name(dataset, "--dataset");
        like(row, "--row", "[^\\s/@<>]+", "the name of an element");
        like(rows, "--rows", "(/[^/]+)+", "a JSON pointer like /data/items");
        for (var file : files) {
            if (!Files.isRegularFile(file)) {
                throw new ParameterException(
                        spec.commandLine(), "%s is no file. Allowed: files of a delivery".formatted(file));
            }
        }
        var hub = isPrinted && !Files.exists(parent.hub().resolve("hub.yaml"))
                ? Optional.<Hub>empty()
                : Optional.of(HubFolder.load(parent.hub()));
        var wishes = new Draft.Wishes(
                Optional.ofNullable(department),
                Optional.ofNullable(dataset),
                hub.map(Hub::landing),
                hub.map(Hub::timeZone).orElse(ZONE),
                new Draft.Where(Optional.ofNullable(sheet), Optional.ofNullable(row), Optional.ofNullable(rows)));
        var drafts = drafts(wishes);
        if (isPrinted) {
            drafts.forEach(draft -> print(out, draft));
        } else {
            write(drafts, hub.orElseThrow());
        }
        for (var draft : drafts) {
            summary(out, draft, hub);
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<Draft> drafts(Draft.Wishes wishes) throws IOException {
        try (var scratch = ScratchFolder.create(temp)) {
            return Draft.of(files, wishes, scratch.path());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void name(String text, String option) {
        like(text, option, "[a-z][a-z0-9_]*", "a-z, 0-9 and _, starting with a letter");
    }

    private void like(String text, String option, String form, String allowed) {
        if (text != null && !text.matches(form)) {
            throw new ParameterException(spec.commandLine(), "%s: '%s'. Allowed: %s".formatted(option, text, allowed));
        }
    }

    private static void print(PrintWriter out, Draft draft) {
        out.printf("# ---- %s%n%s", contract(draft.dataset()), draft.contract());
        draft.examples().ifPresent(text -> out.printf("# ---- %s%n%s", examples(draft.dataset()), text));
    }

    private static String contract(DatasetName dataset) {
        return "contracts/%s.odcs.yaml".formatted(dataset);
    }

    private static String examples(DatasetName dataset) {
        return "contracts/%s.examples.yaml".formatted(dataset);
    }

    /** All of them or none: a hub with half a draft would run nothing. */
    private void write(List<Draft> drafts, Hub hub) throws IOException {
        if (hub.personalDataKey().isEmpty()
                && drafts.stream().anyMatch(d -> d.contract().contains("classification: personal"))) {
            throw new ConfigurationException(
                    "hub.yaml: the files have personal data, and keys.personalData is missing. Allowed: an environment variable or a file. Add it as in a hub that vinelake init makes");
        }
        for (var draft : drafts) {
            var file = hub.folder().resolve(contract(draft.dataset()));
            if (!isForced && Files.exists(file)) {
                throw new ConfigurationException(
                        "%s is there already. Allowed: another --dataset, or --force to replace it".formatted(file));
            }
        }
        var before = new ArrayList<Saved>();
        try {
            for (var draft : drafts) {
                save(hub.folder().resolve(contract(draft.dataset())), draft.contract(), before);
                var examples = hub.folder().resolve(examples(draft.dataset()));
                if (draft.examples().isPresent()) {
                    save(examples, draft.examples().get(), before);
                } else if (Files.exists(examples)) {
                    before.add(new Saved(examples, Optional.of(Files.readString(examples))));
                    Files.delete(examples);
                }
            }
            HubFolder.load(hub.folder());
        } catch (IOException | HubException e) {
            for (var saved : before) {
                saved.restore();
            }
            throw e;
        }
    }

    /** A file and what it held; nothing where it was not there. */
    private record Saved(Path file, Optional<String> text) {
        private void restore() throws IOException {
            if (text.isPresent()) {
                Files.writeString(file, text.get());
            } else {
                Files.deleteIfExists(file);
            }
        }
    }

    private void save(Path file, String text, List<Saved> before) throws IOException {
        Files.createDirectories(file.getParent());
        var earlier = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.<String>empty();
        before.add(new Saved(file, earlier));
        try {
            if (isForced) {
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException e) {
            before.remove(before.size() - 1);
            throw new ConfigurationException(
                    "%s is there already. Allowed: another --dataset, or --force to replace it".formatted(file));
        }
    }

    private void summary(PrintWriter out, Draft draft, Optional<Hub> hub) {
        var prefix = isPrinted ? "# " : "";
        out.printf(
                "%s%s: %d columns from %,d rows of %d file%s%s%n",
                prefix,
                draft.dataset(),
                draft.columns(),
                draft.rows(),
                draft.files().size(),
                draft.files().size() == 1 ? "" : "s",
                isPrinted ? "" : ", in " + contract(draft.dataset()));
        out.printf(
                "%s  deliver as %s%s%n", prefix, hub.map(h -> h.landing() + "/").orElse("landing/"), draft.path());
        out.printf("%s  待决定 %d 处（契约中以 DECIDE 标出）：%n", prefix, draft.decisions().size());
        draft.decisions().forEach(decision -> out.printf("%s    %s%n", prefix, decision));
    }
}
