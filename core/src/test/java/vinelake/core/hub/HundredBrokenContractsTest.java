package vinelake.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Breaks a valid hub in every way that can be generated from it: a key left out, a value of another type, a key that
 * nobody knows, at each place of each file. Spoilt trees are written as JSON, which is YAML too.
 */
class HundredBrokenContractsTest {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a contract may leave out, by pointer without indexes; all other keys are needed. */
    private static final Pattern OPTIONAL_IN_CONTRACT = Pattern.compile("/description(/purpose)?"
            + "|/schema/#/(physicalType|quality)|/schema/#/quality/#/dimension"
            + "|/schema/#/properties/#/(physicalName|description|required|classification|customProperties)"
            + "|/schema/#/properties/#/customProperties/#/value/.*");

    private static final Pattern OPTIONAL_ELSEWHERE = Pattern.compile("/keys(/personalData|/landing)?"
            + "|/spine/datasets|/features/#/where|/examples/#/(row|accepted)/.*|/supplies/#/where");

    @TempDir
    private Path folder;

    @Test
    void namesEveryOneOfAHundredBrokenContractsInOneReport() {
        HubCopy copy = HubCopy.into(folder);
        JsonNode valid = YAML.readTree(copy.text(HubCopy.CONTRACT));
        Map<String, String> files = new LinkedHashMap<>();
        List<Fault> faults = faults(valid, OPTIONAL_IN_CONTRACT);
        faults.addAll(badReferences());
        for (Fault fault : faults) {
            String dataset = "d" + files.size();
            String file = "contracts/broken/" + dataset + ".odcs.yaml";
            copy.write(file, JSON.writeValueAsString(fault.spoil(ofDataset(valid, dataset))));
            files.put(file, fault.what());
        }

        List<Problem> problems = problems(copy);

        assertThat(files).hasSizeGreaterThanOrEqualTo(100);
        var named = problems.stream().map(Problem::file).distinct().toList();
        assertThat(files.keySet())
                .allSatisfy(file -> assertThat(named).as(files.get(file)).contains(file));
        assertThat(named).as("valid files are not blamed").containsExactlyInAnyOrderElementsOf(files.keySet());
    }

    @Test
    void findsTheContractsValidBeforeTheyAreBroken() {
        HubCopy copy = HubCopy.into(folder);
        JsonNode valid = YAML.readTree(copy.text(HubCopy.CONTRACT));
        copy.write("contracts/broken/d0.odcs.yaml", JSON.writeValueAsString(ofDataset(valid, "d0")));

        assertThat(copy.problems()).isEmpty();
    }

    @Test
    void namesTheFileOfEveryFaultOutsideContracts() {
        HubCopy copy = HubCopy.into(folder);
        int count = 0;
        for (String file : List.of(
                "hub.yaml",
                "policy/network.yaml",
                "policy/features.yaml",
                "policy/label.yaml",
                "policy/scorecard.yaml",
                HubCopy.EXAMPLES)) {
            String before = copy.text(file);
            JsonNode valid = YAML.readTree(before);
            for (Fault fault : faults(valid, OPTIONAL_ELSEWHERE)) {
                copy.write(file, JSON.writeValueAsString(fault.spoil(valid.deepCopy())));
                assertThat(problems(copy))
                        .as(fault.what())
                        .extracting(Problem::file)
                        .contains(file);
                count++;
            }
            copy.write(file, before);
        }
        assertThat(count).isGreaterThan(100);
    }

    /** The contract with another name and place, so that nothing but the fault is wrong with it. */
    private static ObjectNode ofDataset(JsonNode valid, String dataset) {
        var contract = (ObjectNode) valid.deepCopy();
        contract.put("id", dataset).put("domain", "broken");
        ((ObjectNode) contract.at("/schema/0")).put("name", dataset);
        ((ObjectNode) contract.at("/servers/0")).put("path", "broken/" + dataset + ".csv");
        return contract;
    }

    private static List<Problem> problems(HubCopy copy) {
        try {
            HubFolder.load(copy.folder());
            return List.of();
        } catch (HubException e) {
            return e.problems();
        }
    }

    /** One way to spoil a tree, at a place that is found again in any copy of it. */
    private record Fault(String what, String pointer, Consumer<JsonNode> change) {

        JsonNode spoil(JsonNode tree) {
            change.accept(tree.at(pointer));
            return tree;
        }
    }

    /** Text that is well formed and names something that is not there, is taken, or does not go together. */
    private static List<Fault> badReferences() {
        return List.of(
                text("/domain", "registry"),
                text("/schema/0/name", "enterprise"),
                text("/servers/0/path", "../outside.csv"),
                text("/servers/0/path", "{as_of_date}/{as_of_date}.csv"),
                text("/servers/0/customProperties/0/value", "UTF-9"),
                text("/servers/0/customProperties/1/value", "||"),
                text("/servers/0/customProperties/2/value", ","),
                text("/servers/0/customProperties/3/value", "absent"),
                text("/schema/0/properties/1/name", "uscc"),
                text("/schema/0/properties/1/physicalName", "统一社会信用代码"),
                text("/schema/0/properties/1/physicalName", "备注"),
                text("/schema/0/properties/2/physicalType", "decimal(4,5)"),
                text("/schema/0/properties/2/physicalType", "decimal(39,0)"),
                text("/schema/0/properties/2/logicalType", "object"),
                text("/schema/0/properties/0/classification", "personal"),
                text("/schema/0/quality/0/name", "charset"),
                text("/customProperties/0/value", "merge"),
                text("/customProperties/4/value", "宗教信仰信息"),
                text("/customProperties/5/value/disclosure", "secret"));
    }

    private static Fault text(String pointer, String text) {
        int slash = pointer.lastIndexOf('/');
        return new Fault(
                "%s is %s".formatted(pointer, text),
                pointer.substring(0, slash),
                at -> ((ObjectNode) at).put(pointer.substring(slash + 1), text));
    }

    private static List<Fault> faults(JsonNode tree, Pattern optional) {
        var faults = new ArrayList<Fault>();
        collect(tree, "", optional, faults);
        return faults;
    }

    private static void collect(JsonNode node, String pointer, Pattern optional, List<Fault> faults) {
        if (node instanceof ObjectNode map) {
            faults.add(new Fault("unknown key at " + pointer, pointer, at -> ((ObjectNode) at).put("unheardOf", 1)));
            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                String key = entry.getKey();
                String below = pointer + "/" + key;
                JsonNode other = ofAnotherType(entry.getValue());
                if (!optional.matcher(below.replaceAll("/\\d+", "/#")).matches()) {
                    faults.add(new Fault("without " + below, pointer, at -> ((ObjectNode) at).remove(key)));
                }
                faults.add(new Fault("wrong type of " + below, pointer, at -> ((ObjectNode) at).set(key, other)));
                collect(entry.getValue(), below, optional, faults);
            }
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                int index = i;
                JsonNode other = ofAnotherType(list.get(i));
                faults.add(new Fault(
                        "wrong type of %s/%d".formatted(pointer, i),
                        pointer,
                        at -> ((ArrayNode) at).set(index, other)));
                collect(list.get(i), pointer + "/" + i, optional, faults);
            }
        }
    }

    private static JsonNode ofAnotherType(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return node.isString() ? nodes.numberNode(7) : nodes.stringNode("text of another type");
    }
}
