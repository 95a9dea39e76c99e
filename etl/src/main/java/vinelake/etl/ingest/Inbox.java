package vinelake.etl.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CheckedInputStream;
import org.apache.commons.io.IOUtils;
import vinelake.core.contract.Contract;
import vinelake.core.contract.HoldReason;
import vinelake.lake.Delivery.FileDigest;
import vinelake.lake.Digest;

/**
 * What lies in the landing folder, by the contract that claims it. The folder is only read.
 *
 * @param arrivals files by contract and as-of date, in order of both
 * @param unclaimed files that no contract claims, below the landing folder
 * @param unreadable files and folders that could not be read or dated, with what is wrong and whom it concerns
 * @param checksums of the arrivals' files, by name
 */
record Inbox(List<Arrival> arrivals, List<String> unclaimed, List<Unreadable> unreadable, Map<String, Long> checksums) {

    /**
     * The files of one dataset that speak for one date.
     *
     * @param contract the version that holds on the date
     * @param manifests what their sender declares of them
     * @param folder that they lie below
     */
    record Arrival(Contract contract, LocalDate asOf, List<FileDigest> files, Manifests manifests, Path folder) {}

    /** @param contracts current ones whose files may be there */
    record Unreadable(String path, String reason, List<Contract> contracts) {}

    /**
     * A version of a contract, and the pattern of its files.
     *
     * @param current that of its dataset
     */
    private record Claim(Contract current, Contract version, PathPattern pattern) {

        /** The date that a file speaks for; empty where the one in its path is none of the calendar. */
        private Optional<LocalDate> date(String file, Declarations declared, LocalDate otherwise) {
            return pattern.isDated()
                    ? pattern.asOfDate(file)
                    : Optional.of(declared.asOf(version, file).orElse(otherwise));
        }

        private boolean holdsOn(LocalDate date) {
            return current.on(date).equals(version);
        }
    }

    /**
     * @param contracts current ones
     * @param which of their versions have files there
     * @param asOf the date that files speak for when their path names none
     * @param times what the digests take is added to
     */
    static Inbox scan(
            Path landing, List<Contract> contracts, Predicate<Contract> which, LocalDate asOf, PhaseTimes times) {
        var claims = contracts.stream()
                .flatMap(current -> current.versions()
                        .filter(which)
                        .map(version -> new Claim(current, version, PathPattern.of(version.path()))))
                .toList();
        var files = new ArrayList<String>();
        var unreadable = new ArrayList<Unreadable>();
        walk(
                landing,
                files,
                (path, reason) -> unreadable.add(new Unreadable(
                        path,
                        reason,
                        owners(claims.stream().filter(c -> c.pattern().reaches(path))))));
        files.sort(null);

        var patterns = claims.stream().collect(Collectors.toMap(Claim::version, Claim::pattern));
        var declared =
                Declarations.read(landing, claims.stream().map(Claim::version).toList(), patterns, files, asOf, times);
        var dated = new ArrayList<Dated>();
        var unclaimed = new ArrayList<String>();
        for (var file : files) {
            var claiming = claims.stream()
                    .filter(c -> c.pattern().matches(file) && !declared.isManifestOf(c.version(), file))
                    .toList();
            var owners = owners(claiming.stream());
            if (owners.isEmpty() && declared.isManifest(file)) {
                continue;
            }
            if (owners.isEmpty()) {
                unclaimed.add(file);
                continue;
            }
            var dates = dates(claiming, file, declared, asOf);
            if (owners.size() > 1) {
                var names = owners.stream().map(c -> c.name().toString()).collect(Collectors.joining(" and "));
                unreadable.add(new Unreadable(file, HoldReason.CLAIMED_BY_SEVERAL.text(names), owners));
            } else if (dates.isEmpty()) {
                unreadable.add(new Unreadable(file, HoldReason.NO_SUCH_DATE.text(), owners));
            } else if (dates.size() > 1) {
                unreadable.add(new Unreadable(
                        file,
                        HoldReason.SEVERAL_DATES.text(
                                dates.stream().map(LocalDate::toString).collect(Collectors.joining(" and "))),
                        owners));
            } else {
                dated.add(new Dated(owners.get(0).on(dates.get(0)), dates.get(0), file));
            }
        }
        var checksums = new HashMap<>(declared.checksums());
        var claimed = new TreeMap<String, Map<LocalDate, List<FileDigest>>>();
        // Side by side, because a digest takes a core as long as the disk takes to read.
        for (var digested :
                dated.parallelStream().map(d -> d.digest(landing, times)).toList()) {
            var owner = digested.file().contract();
            checksums.put(digested.file().name(), digested.checksum());
            digested.digest()
                    .ifPresent(digest -> claimed.computeIfAbsent(owner.name().toString(), k -> new TreeMap<>())
                            .computeIfAbsent(digested.file().asOf(), k -> new ArrayList<>())
                            .add(digest));
            digested.problem()
                    .ifPresent(problem ->
                            unreadable.add(new Unreadable(digested.file().name(), problem, List.of(owner))));
        }
        var arrivals = new ArrayList<Arrival>();
        for (var current : contracts) {
            claimed.getOrDefault(current.name().toString(), Map.of()).forEach((date, digests) -> {
                var contract = current.on(date);
                arrivals.add(new Arrival(
                        contract, date, List.copyOf(digests), declared.of(contract, date, digests), landing));
            });
        }
        return new Inbox(arrivals, unclaimed, unreadable, checksums);
    }

    private static List<Contract> owners(Stream<Claim> claims) {
        return claims.map(Claim::current).distinct().toList();
    }

    /**
     * The dates that a file may speak for: by the versions that hold on the date that they read, or by any where none does;
     * then it is held.
     */
    private static List<LocalDate> dates(
            List<Claim> claiming, String file, Declarations declared, LocalDate otherwise) {
        var all = new TreeSet<LocalDate>();
        var holding = new TreeSet<LocalDate>();
        for (var claim : claiming) {
            claim.date(file, declared, otherwise).ifPresent(date -> {
                all.add(date);
                if (claim.holdsOn(date)) {
                    holding.add(date);
                }
            });
        }
        return List.copyOf(holding.isEmpty() ? all : holding);
    }

    /** Both; no file may be in either. */
    Inbox plus(Inbox other) {
        var sums = new HashMap<>(checksums);
        sums.putAll(other.checksums);
        return new Inbox(
                concat(arrivals, other.arrivals),
                concat(unclaimed, other.unclaimed),
                concat(unreadable, other.unreadable),
                sums);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private interface Failures {
        void add(String path, String reason);
    }

    private static void walk(Path landing, List<String> files, Failures failures) {
        try {
            // Operators mount a department's folder by a link: what lies behind it is delivered too.
            Files.walkFileTree(
                    landing, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            // A pipe or a device would be read for ever.
                            if (attributes.isOther()) {
                                failures.add(relative(file), HoldReason.CANNOT_BE_READ.text("it is no file"));
                            } else {
                                files.add(relative(file));
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            failures.add(relative(file), HoldReason.CANNOT_BE_READ.text(reason(e)));
                            return FileVisitResult.CONTINUE;
                        }

                        private String relative(Path file) {
                            return landing.relativize(file).toString().replace('\\', '/');
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that one contract claims. */
    record Dated(Contract contract, LocalDate asOf, String name) {

        Digested digest(Path landing, PhaseTimes times) {
            long start = System.nanoTime();
            var sha256 = Digest.newSha256();
            var checksum = LandingZone.newChecksum();
            try (var in = new DigestInputStream(
                    new CheckedInputStream(Files.newInputStream(landing.resolve(name)), checksum), sha256)) {
                long bytes = IOUtils.copyLarge(in, OutputStream.nullOutputStream(), new byte[LandingZone.BUFFER]);
                var digest = new FileDigest(name, Digest.hex(sha256.digest()), bytes);
                return new Digested(this, Optional.of(digest), checksum.getValue(), Optional.empty());
            } catch (IOException e) {
                return new Digested(this, Optional.empty(), 0, Optional.of(HoldReason.CANNOT_BE_READ.text(reason(e))));
            } finally {
                times.since(start, PhaseTimes.Phase.DIGEST);
            }
        }
    }

    record Digested(Dated file, Optional<FileDigest> digest, long checksum, Optional<String> problem) {}

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "");
    }
}
