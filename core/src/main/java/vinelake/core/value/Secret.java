package vinelake.core.value;

import java.util.Optional;

/** A secret by reference: the name of an environment variable, or a file of the hub folder. */
public record Secret(Optional<String> environment, Optional<String> file) {}
