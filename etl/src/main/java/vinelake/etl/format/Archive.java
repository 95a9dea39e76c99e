package vinelake.etl.format;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import vinelake.core.contract.HoldReason;

/** A file that packs others: zip and tar.gz, or one other: gz. */
public final class Archive {

    private static final Pattern NAME = Pattern.compile(".*\\.(zip|gz|tgz)", Pattern.CASE_INSENSITIVE);

    /** Between the name of an archive and that of an entry. */
    private static final String WITHIN = "!/";

    /** What grows by more is made to fill a disk. */
    private static final long MOST_GROWTH = 200;

    private static final long HARMLESS = 64L << 20;
    private static final int BUFFER = 256 << 10;

    /** Chinese Windows writes names in its own charset and does not say so. */
    private static final Charset WINDOWS = Charset.forName("GB18030");

    private final Path packed;
    private final String name;
    private final Optional<Pattern> entries;
    private final Path scratch;
    private final Consumer<String> unclaimed;
    private final List<Entry> unpacked = new ArrayList<>();
    private final long most;
    private long bytes;

    private Archive(Path packed, String name, Optional<String> entries, Path scratch, Consumer<String> unclaimed)
            throws IOException {
        this.packed = packed;
        this.name = name;
        this.entries = entries.map(Archive::pattern);
        this.scratch = scratch;
        this.unclaimed = unclaimed;
        this.most = Math.max(HARMLESS, MOST_GROWTH * Files.size(packed));
    }

    /**
     * A file that was unpacked.
     *
     * @param name of the archive and of the entry in it
     */
    public record Entry(String name, Path file) {}

    public static boolean isArchive(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Unpacks the entries that are taken.
     *
     * @param packed the archive
     * @param name of the archive, as the sender knows it
     * @param entries pattern of the names that are taken; empty for all
     * @param scratch where they are unpacked to
     * @param unclaimed gets the names of those that are not taken
     * @throws FormatException when it is damaged, has a password, grows beyond reason, or has no entry that is taken
     */
    public static List<Entry> unpack(
            Path packed, String name, Optional<String> entries, Path scratch, Consumer<String> unclaimed)
            throws IOException {
        return new Archive(packed, name, entries, scratch, unclaimed).unpack();
    }

    private List<Entry> unpack() throws IOException {
        var lower = name.toLowerCase(Locale.ROOT);
        try {
            if (lower.endsWith(".zip")) {
                zip();
            } else if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
                tar();
            } else {
                try (var in = gunzip()) {
                    unpacked.add(copy(name, in));
                }
            }
        } catch (FormatException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new FormatException(HoldReason.DAMAGED_ARCHIVE.text());
        }
        if (unpacked.isEmpty()) {
            throw new FormatException(
                    HoldReason.EMPTY_ARCHIVE.text(entries.isPresent() ? "that the contract takes " : ""));
        }
        unpacked.sort(java.util.Comparator.comparing(Entry::name));
        return List.copyOf(unpacked);
    }

    private void zip() throws IOException {
        try (var zip = ZipFile.builder().setPath(packed).get()) {
            for (var all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements(); ) {
                var entry = all.nextElement();
                var entryName = name(entry);
                if (!isTaken(entryName, entry.isDirectory())) {
                    continue;
                }
                if (entry.getGeneralPurposeBit().usesEncryption()) {
                    throw new FormatException(HoldReason.LOCKED_ARCHIVE.text());
                }
                if (!zip.canReadEntryData(entry)) {
                    throw new FormatException(HoldReason.UNKNOWN_ARCHIVE.text());
                }
                try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
                    unpacked.add(copy(name + WITHIN + entryName, in));
                    // The library does not compare them.
                    if (in.getChecksum().getValue() != entry.getCrc()) {
                        throw new IOException("the checksum of an entry is another one");
                    }
                }
            }
        }
    }

    private static String name(ZipArchiveEntry entry) {
        var raw = entry.getRawName();
        if (raw == null || entry.getGeneralPurposeBit().usesUTF8ForNames()) {
            return entry.getName();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(raw, WINDOWS);
        }
    }

    private void tar() throws IOException {
        try (var tar = new TarArchiveInputStream(gunzip())) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // A link or a device is nothing that was delivered.
                if (isTaken(entry.getName(), !entry.isFile())) {
                    unpacked.add(copy(name + WITHIN + entry.getName(), tar));
                }
            }
        }
    }

    private InputStream gunzip() throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(new BufferedInputStream(Files.newInputStream(packed), BUFFER))
                .setDecompressConcatenated(true)
                .get();
    }

    private boolean isTaken(String entry, boolean isNoFile) throws FormatException {
        var own = entry.substring(entry.lastIndexOf('/') + 1);
        if (isNoFile || own.isEmpty() || own.startsWith(".") || entry.startsWith("__MACOSX/")) {
            return false;
        }
        if (entries.isPresent()
                && !entries.get().matcher(entry).matches()
                && !entries.get().matcher(own).matches()) {
            unclaimed.accept(name + WITHIN + entry);
            return false;
        }
        if (isArchive(own)) {
            throw new FormatException(HoldReason.NESTED_ARCHIVE.text());
        }
        return true;
    }

    private Entry copy(String entryName, InputStream in) throws IOException {
        // A name of our own: that of the entry may lead anywhere.
        var file = Files.createTempFile(scratch, "entry", "");
        try (OutputStream out = Files.newOutputStream(file)) {
            var buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
                if (bytes > most) {
                    throw new FormatException(HoldReason.GROWING_ARCHIVE.text(MOST_GROWTH));
                }
                write(out, buffer, count);
            }
        }
        return new Entry(entryName, file);
    }

    /** A full disk says nothing of the archive: the run fails and the delivery is not held. */
    private void write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: cannot be unpacked: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static Pattern pattern(String text) {
        var regex = new StringBuilder();
        for (var part : text.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString());
    }
}
