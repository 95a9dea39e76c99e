package vinelake.service.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import vinelake.core.table.AuditHeadFile;
import vinelake.service.audit.AuditHead;
import vinelake.service.audit.AuditLog;

/** Notes the log's head in the lake, outside the store: the next release records it. */
public final class AuditAnchor {

    private final AuditLog log;
    private final URI file;
    private AuditHead noted = AuditHead.NONE;

    /** @param lake its root, without a slash at the end */
    public AuditAnchor(AuditLog log, URI lake) {
        this.log = log;
        this.file = URI.create(lake + "/" + AuditHeadFile.PATH);
    }

    /** Notes the head if it has moved; a reader sees the old one or the new one. */
    public synchronized void note() {
        var head = log.head();
        if (head.equals(noted)) {
            return;
        }
        try {
            write((head + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("%s: the log's head cannot be noted: %s".formatted(file, e.getMessage()), e);
        }
        noted = head;
    }

    private void write(byte[] text) throws IOException {
        if ("file".equals(file.getScheme())) {
            var target = java.nio.file.Path.of(file);
            Files.createDirectories(target.getParent());
            var next = Files.write(target.resolveSibling(target.getFileName() + ".next"), text);
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        // An object appears whole, once it is closed.
        var target = new Path(file);
        try (var out = target.getFileSystem(new Configuration()).create(target, true)) {
            out.write(text);
        }
    }
}
