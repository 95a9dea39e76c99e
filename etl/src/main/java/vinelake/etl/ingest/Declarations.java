package vinelake.etl.ingest;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import vinelake.core.contract.Contract;
import vinelake.core.contract.HoldReason;
import vinelake.etl.ingest.Manifests.Sent;
import vinelake.lake.Delivery.FileDigest;

/** The manifests in the landing folder, by the contracts whose patterns claim them. One may declare files of several datasets. */
final class Declarations {

    /** @param asOf that its path or content names, else the run's */
    private record Found(Sent sent, Optional<FileDigest> digest, LocalDate asOf, Optional<String> contradiction) {}

    private final Map<Contract, List<Found>> byContract = new LinkedHashMap<>();
    private final Map<Contract, PathPattern> patterns;
    private final Set<String> files;
    private final Set<String> paths = new HashSet<>();
    private final Map<String, Long> checksums = new HashMap<>();

    private Declarations(Map<Contract, PathPattern> patterns, List<String> files) {
        this.patterns = patterns;
        this.files = new HashSet<>(files);
    }

    /**
     * @param patterns of the files that contracts claim
     * @param files all of the landing folder
     * @param asOf the date of a manifest that names none
     */
    static Declarations read(
            Path landing,
            List<Contract> contracts,
            Map<Contract, PathPattern> patterns,
            List<String> files,
            LocalDate asOf,
            PhaseTimes times) {
        var declarations = new Declarations(patterns, files);
        var sent = new TreeMap<String, Sent>();
        for (var contract : contracts) {
            contract.promises().manifest().map(PathPattern::of).ifPresent(pattern -> {
                for (var file : files) {
                    if (pattern.matches(file)) {
                        declarations.add(
                                contract,
                                pattern,
                                sent.computeIfAbsent(file, f -> Manifests.read(landing, f)),
                                new Inbox.Dated(contract, asOf, file).digest(landing, times));
                    }
                }
            });
        }
        return declarations;
    }

    private void add(Contract contract, PathPattern pattern, Sent sent, Inbox.Digested digested) {
        var ofPath = pattern.asOfDate(sent.path());
        var contradiction = ofPath.filter(
                        date -> sent.asOf().filter(d -> !d.equals(date)).isPresent())
                .map(date -> "%s: %s"
                        .formatted(
                                sent.path(),
                                HoldReason.MANIFEST_AND_PATH.text(
                                        date, sent.asOf().orElseThrow())));
        paths.add(sent.path());
        checksums.put(sent.path(), digested.checksum());
        byContract
                .computeIfAbsent(contract, c -> new ArrayList<>())
                .add(new Found(
                        sent,
                        digested.digest(),
                        ofPath.or(sent::asOf).orElse(digested.file().asOf()),
                        contradiction));
    }

    boolean isManifest(String file) {
        return paths.contains(file);
    }

    boolean isManifestOf(Contract contract, String file) {
        return found(contract).stream().anyMatch(f -> f.sent.path().equals(file));
    }

    private List<Found> found(Contract contract) {
        return byContract.getOrDefault(contract, List.of());
    }

    /** The date that a file speaks for by the manifests that name it. */
    Optional<LocalDate> asOf(Contract contract, String file) {
        return found(contract).stream()
                .filter(f -> f.sent.names(file))
                .map(Found::asOf)
                .findFirst();
    }

    /** Of the manifests, by path. */
    Map<String, Long> checksums() {
        return checksums;
    }

    /** What is declared of the files of a dataset that speak for a date. */
    Manifests of(Contract contract, LocalDate asOf, List<FileDigest> delivered) {
        var digests = new ArrayList<FileDigest>();
        var entries = new ArrayList<Manifests.Entry>();
        var problems = new ArrayList<String>();
        for (var found : found(contract)) {
            boolean namesOne = delivered.stream().anyMatch(file -> found.sent.names(file.name()));
            if (!namesOne && !found.asOf.equals(asOf)) {
                continue;
            }
            found.digest.ifPresent(digests::add);
            found.sent.problem().ifPresent(problems::add);
            found.contradiction.ifPresent(problems::add);
            if (namesOne && !found.asOf.equals(asOf)) {
                problems.add(
                        "%s: %s".formatted(found.sent.path(), HoldReason.MANIFEST_AND_FILES.text(found.asOf, asOf)));
            }
            found.sent.entries().stream()
                    .filter(entry -> isOf(contract, entry.file()))
                    .forEach(entries::add);
        }
        return new Manifests(digests, entries, problems);
    }

    /**
     * Whether a declared file is the dataset's, by any version of its contract: one that no contract claims, and that is not
     * there, may be.
     */
    private boolean isOf(Contract contract, String file) {
        return patterns.entrySet().stream()
                        .anyMatch(e -> e.getKey().name().equals(contract.name())
                                && e.getValue().matches(file))
                || (!files.contains(file) && patterns.values().stream().noneMatch(p -> p.matches(file)));
    }
}
