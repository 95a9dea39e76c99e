package vinelake.etl.format;

import java.io.IOException;

/** A file is not what its contract says that it is; the message tells where and what to do, and nothing of its values. */
public final class FormatException extends IOException {

    private static final long serialVersionUID = 1L;

    FormatException(String message) {
        super(message);
    }
}
