package vinelake.orchestration;

import static org.apache.spark.sql.functions.col;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import vinelake.models.release.Releases;

@Command(
        name = "profile",
        description = "Shows the profile of a subject, from the current release.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  vinelake --hub hub profile S00000001",
            "  vinelake --hub examples/cumcm --lake /data/lake profile E14 --json"
        })
final class ProfileCommand implements Callable<Integer> {

    @ParentCommand
    private Vinelake parent;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "A subject's id, or its code in the registry.")
    private String id;

    @Option(names = "--json", description = "The profile as the release holds it.")
    private boolean isJson;

    @Mixin
    private Machine machine;

    @Override
    public Integer call() {
        try (var workspace = Workspace.open(parent, machine)) {
            var releases = new Releases(workspace.lake());
            var all = releases.all();
            if (all.isEmpty()) {
                throw new ConfigurationException("no release yet. Make one with: vinelake refresh --as-of DATE");
            }
            var current = all.get(all.size() - 1);
            var profile = releases
                    .profiles(current.releaseId())
                    .where(col("subject_id").equalTo(id).or(col("code").equalTo(id)))
                    .select("profile")
                    .collectAsList()
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "no profile of %s in release %s. Allowed: a subject's id or its code"
                                    .formatted(id, current.releaseId())));
            var json = profile.getString(0);
            spec.commandLine().getOut().println(isJson ? Json.indented(json) : ProfileText.of(json));
            return ExitCode.OK;
        }
    }
}
