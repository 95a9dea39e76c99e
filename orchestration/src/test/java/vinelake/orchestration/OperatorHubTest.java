package vinelake.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.contract.ContractColumn;
import vinelake.core.contract.DatasetName;
import vinelake.core.contract.JsonFormat;
import vinelake.core.hub.HubFolder;
import vinelake.core.value.PersonalHash;
import vinelake.lake.Job;

/** A hub from nothing: init, then draft. Neither starts Spark. */
class OperatorHubTest {

    private static final String FILING = "统一社会信用代码,纳税人名称,税额\n91320100748204660Q,甲,1.50\n91310000132215150M,乙,2.00\n";

    @TempDir
    private Path folder;

    private Path hub;

    @BeforeEach
    void init() {
        hub = folder.resolve("hub");
        assertThat(Vinelake.execute("init", hub.toString(), "--name", "藤湖\"市\""))
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void initMakesAHubThatLoads() throws IOException {
        var loaded = HubFolder.load(hub);

        assertThat(loaded.name()).isEqualTo("藤湖\"市\"");
        assertThat(loaded.contracts()).isEmpty();
        assertThat(loaded.hasSubjects()).isFalse();
        assertThat(HubKeys.personalData(loaded)).isPresent();
        assertThat(HubKeys.landing(loaded)).isPresent();
        for (var key : List.of("personal-data.key", "landing.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(hub.resolve(key))))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(hub.resolve(".gitignore"))).contains("/" + key + "\n");
        }
        assertThat(Files.readString(hub.resolve("landing.key")))
                .isNotEqualTo(Files.readString(hub.resolve("personal-data.key")));
        assertThat(hub.resolve("landing")).isDirectory();
        assertThat(Files.readString(hub.resolve("README.md"))).startsWith("# 藤湖\"市\"");
    }

    @Test
    void initOverwritesNothingAndNoTwoKeysAreAlike() throws IOException {
        var key = Files.readString(hub.resolve("personal-data.key"));
        Files.delete(hub.resolve("hub.yaml"));

        assertThat(Vinelake.execute("init", hub.toString())).isEqualTo(ExitCode.CONFIGURATION);

        assertThat(Files.readString(hub.resolve("personal-data.key"))).isEqualTo(key);
        assertThat(hub.resolve("hub.yaml")).doesNotExist();
        assertThat(Vinelake.execute("init", folder.resolve("other").toString())).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(folder.resolve("other/personal-data.key"))).isNotEqualTo(key);
    }

    @Test
    void aHubWithoutSubjectsTakesInAndKeepsTidyOnly() {
        var loaded = HubFolder.load(hub);

        assertThat(RefreshPlan.of(loaded, loaded.landing(), Optional.<PersonalHash>empty(), Optional.empty())
                        .jobs())
                .extracting(Job::name)
                .containsExactly("ingest-deliveries", "compact-tables", "tidy-lake");
    }

    @Test
    void draftWritesAContractThatTheHubTakes() throws IOException {
        var file = deliver("tax/filing_202606.csv");

        assertThat(draft(file.toString())).isEqualTo(ExitCode.OK);

        var contract = HubFolder.load(hub).contract(DatasetName.parse("tax/filing"));
        assertThat(contract.path()).isEqualTo("tax/filing_{as_of_date}.csv");
        assertThat(HubFolder.examples(hub).get(contract.name())).hasSize(2);
    }

    @Test
    void draftTakesRowsFromWhereTheOperatorSaysAndLeavesNothingBehind() throws IOException {
        var file = hub.resolve("landing/court/case_202606.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"few\":[{\"a\":1}],\"many\":[{\"b\":1},{\"b\":2}]}");
        var temp = Files.createDirectory(folder.resolve("temp"));

        assertThat(draft("--rows", "few", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(draft("--sheet", "明细", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(draft("--rows", "/few", "--temp", temp.toString(), file.toString()))
                .isEqualTo(ExitCode.OK);

        var contract = HubFolder.load(hub).contract(DatasetName.parse("court/case"));
        assertThat(contract.format()).isEqualTo(new JsonFormat(StandardCharsets.UTF_8, Optional.of("/few")));
        assertThat(contract.columns()).extracting(ContractColumn::source).containsExactly("a");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void draftReplacesAContractOnlyByForce() throws IOException {
        var file = deliver("tax/filing_202606.csv");
        var other = deliver("tax/aaa.csv");
        draft(file.toString());
        var contract = hub.resolve("contracts/tax/filing.odcs.yaml");
        Files.writeString(contract, Files.readString(contract).replace("name: tax/filing", "name: 纳税申报"));

        assertThat(draft(other.toString(), file.toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(Files.readString(contract)).contains("纳税申报");
        assertThat(hub.resolve("contracts/tax/aaa.odcs.yaml")).doesNotExist();

        assertThat(draft("--force", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(Files.readString(contract)).doesNotContain("纳税申报");
    }

    /** Two contracts may not claim the same files: the second draft would spoil the hub. */
    @Test
    void draftLeavesAHubAsItWasWhereItWouldNotLoad() throws IOException {
        var file = deliver("tax/filing_202606.csv");
        draft(file.toString());

        assertThat(draft("--dataset", "again", file.toString())).isEqualTo(ExitCode.CONTRACT);

        assertThat(hub.resolve("contracts/tax/again.odcs.yaml")).doesNotExist();
        assertThat(hub.resolve("contracts/tax/again.examples.yaml")).doesNotExist();
        assertThat(HubFolder.load(hub).contracts()).hasSize(1);
    }

    @Test
    void draftToTheTerminalWritesNothing() throws IOException {
        var file = deliver("tax/filing_202606.csv");

        assertThat(draft("--stdout", file.toString())).isEqualTo(ExitCode.OK);
        assertThat(Vinelake.execute("--hub", folder.toString(), "draft", "--stdout", file.toString()))
                .isEqualTo(ExitCode.OK);

        assertThat(HubFolder.load(hub).contracts()).isEmpty();
    }

    @Test
    void draftRefusesWhatIsNoFile() throws IOException {
        assertThat(draft(hub.resolve("landing").toString())).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(draft("--dataset", "Filing", deliver("tax/x.csv").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(draft(Files.createFile(folder.resolve("empty.csv")).toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
    }

    private int draft(String... arguments) {
        var all = new java.util.ArrayList<>(java.util.List.of("--hub", hub.toString(), "draft"));
        all.addAll(java.util.List.of(arguments));
        return Vinelake.execute(all.toArray(String[]::new));
    }

    private Path deliver(String name) throws IOException {
        var file = hub.resolve("landing").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, FILING, Charset.forName("GB18030"));
    }
}
