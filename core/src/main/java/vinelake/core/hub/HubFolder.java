package vinelake.core.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.MissingNode;
import vinelake.core.contract.ContractExample;
import vinelake.core.contract.DatasetName;
import vinelake.core.policy.DisclosurePolicy;
import vinelake.core.policy.FeaturePolicy;
import vinelake.core.policy.LabelPolicy;
import vinelake.core.policy.NetworkPolicy;
import vinelake.core.policy.RetentionPolicy;
import vinelake.core.policy.ScorecardPolicy;
import vinelake.core.value.Secret;

/**
 * The folder that a city keeps its decisions in:
 *
 * <pre>
 * hub.yaml
 * contracts/&lt;department&gt;/&lt;dataset&gt;.odcs.yaml
 * contracts/&lt;department&gt;/&lt;dataset&gt;.examples.yaml   optional
 * contracts/&lt;department&gt;/&lt;dataset&gt;@&lt;version&gt;.odcs.yaml, .examples.yaml   versions before it
 * policy/network.yaml, features.yaml, label.yaml, scorecard.yaml
 * policy/disclosure.yaml, retention.yaml             optional
 * </pre>
 *
 * <p>A hub that names no spine has no subjects yet: it takes deliveries in and makes nothing of them. It has no
 * policies, and may have no contract.
 *
 * <p>Names that start with a dot are passed over. Whether SQL in it is valid is not checked here: that takes Spark.
 */
public final class HubFolder {

    private static final String CONTRACTS = "contracts";
    private static final String CONTRACT = ".odcs.yaml";
    private static final String EXAMPLES = ".examples.yaml";
    private static final String POLICY = "policy";
    private static final String DISCLOSURE = "disclosure.yaml";
    private static final String RETENTION = "retention.yaml";
    private static final Set<String> POLICIES =
            Set.of("network.yaml", "features.yaml", "label.yaml", "scorecard.yaml", DISCLOSURE, RETENTION);
    private static final Pattern URI_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final Path folder;

    /** Whether it is one that a release pins: of a time, perhaps, when a hub needed less. */
    private final boolean isPublished;

    private final Problems problems = new Problems();
    private final List<ContractFile> contracts = new ArrayList<>();
    private final List<ContractFile> earlier = new ArrayList<>();
    private final List<ExamplesFile> examples = new ArrayList<>();

    private HubFolder(Path folder, boolean isPublished) {
        this.isPublished = isPublished;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /**
     * Reads and checks a whole hub folder.
     *
     * @throws HubException with all problems of all files
     */
    public static Hub load(Path folder) {
        return new HubFolder(folder, false).load();
    }

    /** Reads a hub folder that a release pins: nobody can give it the landing key that it had no need of. */
    public static Hub loadPublished(Path folder) {
        return new HubFolder(folder, true).load();
    }

    /**
     * Reads the examples of a hub's contracts and of versions before them; checks the whole folder likewise.
     *
     * @return by dataset; a dataset without a file of examples is not among them
     * @throws HubException with all problems of all files
     */
    public static Map<DatasetName, List<ContractExample>> examples(Path folder) {
        var read = new HubFolder(folder, false);
        read.load();
        var byDataset = new TreeMap<DatasetName, List<ContractExample>>();
        read.examples.forEach(file -> byDataset
                .computeIfAbsent(file.name(), name -> new ArrayList<>())
                .addAll(file.examples()));
        return byDataset;
    }

    private Hub load() {
        Place hub = YamlFile.read(folder, "hub.yaml", problems).root();
        boolean hasSubjects = !hub.node().isObject() || hub.at("spine").isPresent();
        readContracts(hasSubjects);
        Place network = policy("network.yaml", hasSubjects);
        Place features = policy("features.yaml", hasSubjects);
        Place label = policy("label.yaml", hasSubjects);
        Place scorecard = policy("scorecard.yaml", hasSubjects);
        Place disclosure = policy(DISCLOSURE, false);
        Place retention = policy(RETENTION, false);
        strangers();
        if (!hasSubjects && Stream.of(network, features, label, scorecard).anyMatch(Place::isPresent)) {
            // Without a word nothing would be published any more where the spine was lost.
            hub.refuse(
                    "key 'spine' is missing beside policies",
                    "datasets, scheme, nameColumn and kind of the subjects, or no policies in a hub without subjects");
        }

        var datasets = new Datasets(contracts, earlier);
        HubCheck.check(hub, folder, datasets);
        contracts.forEach(ContractCheck::check);
        earlier.forEach(ContractCheck::check);
        datasets.check();
        var versions = ContractVersions.of(contracts, earlier);
        versions.forEach(ContractVersions::check);
        HubCheck.personalColumns(
                hub,
                Stream.concat(contracts.stream(), earlier.stream()).toList(),
                isPublished ? List.of("personalData") : List.of("personalData", "landing"));
        examples.forEach(file -> file.check(datasets));
        var policies = new PolicyCheck(datasets);
        policies.network(network);
        policies.features(features);
        policies.label(label);
        policies.scorecard(scorecard, features);
        policies.disclosure(disclosure);
        PolicyCheck.retention(retention);
        problems.throwIfAny();
        return hub(hub, versions, network, features, label, scorecard, disclosure, retention);
    }

    private Hub hub(
            Place hub,
            List<ContractVersions> versions,
            Place network,
            Place features,
            Place label,
            Place scorecard,
            Place disclosure,
            Place retention) {
        Place spine = hub.at("spine");
        return new Hub(
                hub.at("name").text().orElseThrow(),
                folder,
                lake(folder, hub.at("lake").text().orElseThrow()),
                Path.of(location(folder, hub.at("landing").text().orElseThrow())),
                ZoneId.of(hub.at("timeZone").text().orElseThrow()),
                spine.isPresent()
                        ? new Hub.Spine(
                                Policies.datasets(spine.at("datasets")),
                                spine.at("scheme").text().orElseThrow(),
                                spine.at("nameColumn").text().orElseThrow(),
                                spine.at("kind").text().orElseThrow())
                        : Hub.Spine.NONE,
                key(hub.at("keys").at("personalData")),
                versions.stream().map(ContractVersions::contract).toList(),
                network.isPresent() ? Policies.network(network) : NetworkPolicy.NONE,
                features.isPresent() ? Policies.features(features) : FeaturePolicy.NONE,
                label.isPresent() ? Policies.label(label) : LabelPolicy.NONE,
                scorecard.isPresent() ? Policies.scorecard(scorecard) : ScorecardPolicy.NONE,
                disclosure.isPresent() ? Policies.disclosure(disclosure) : DisclosurePolicy.STRICT,
                service(hub.at("service")),
                departments(hub.at("departments")),
                objectStore(hub.at("objectStore")),
                key(hub.at("keys").at("landing")),
                retention.isPresent() ? Policies.retention(retention) : RetentionPolicy.NONE);
    }

    private static Map<String, String> departments(Place departments) {
        var titles = new TreeMap<String, String>();
        departments
                .entries()
                .forEach((name, title) -> titles.put(name, title.text().orElseThrow()));
        return titles;
    }

    private static Optional<Hub.KeyReference> key(Place key) {
        return key.at("version").whole().stream()
                .mapToObj(version -> new Hub.KeyReference(
                        version,
                        key.at("environment").text(),
                        key.at("file").text(),
                        key.at("former").items().stream()
                                .flatMap(former -> key(former).stream())
                                .sorted(Comparator.comparing(Hub.KeyReference::version))
                                .toList()))
                .findFirst();
    }

    private static ServiceSettings service(Place service) {
        Place store = service.at("store");
        Place tokens = service.at("tokens");
        Place tls = service.at("tls");
        Place login = service.at("login");
        return new ServiceSettings(
                store.at("url")
                        .text()
                        .map(url ->
                                new ServiceSettings.Store(url, secret(store.at("user")), secret(store.at("password")))),
                tokens.at("issuer")
                        .text()
                        .map(issuer -> new ServiceSettings.Tokens(
                                issuer,
                                tokens.at("audience").text().orElseThrow(),
                                tokens.at("keys").text().orElseThrow())),
                tls.at("certificate")
                        .text()
                        .map(certificate -> new ServiceSettings.Tls(
                                certificate, tls.at("key").text().orElseThrow())),
                login.at("issuer")
                        .text()
                        .map(issuer -> new ServiceSettings.Login(
                                issuer,
                                login.at("clientId").text().orElseThrow(),
                                login.at("clientSecret").isPresent()
                                        ? Optional.of(secret(login.at("clientSecret")))
                                        : Optional.empty(),
                                login.at("url").text().orElseThrow())));
    }

    private static ObjectStore objectStore(Place store) {
        return new ObjectStore(
                store.at("endpoint").text(),
                store.at("region").text(),
                store.at("pathStyle").isTrue(),
                store.at("accessKey").isPresent()
                        ? Optional.of(
                                new ObjectStore.Keys(secret(store.at("accessKey")), secret(store.at("secretKey"))))
                        : Optional.empty());
    }

    private static Secret secret(Place secret) {
        return new Secret(secret.at("environment").text(), secret.at("file").text());
    }

    /**
     * A place that hub.yaml names, without a slash at its end.
     *
     * @param text a URI, an absolute path, or a path below the folder
     * @throws IllegalArgumentException when it is none of these
     */
    static URI location(Path folder, String text) {
        URI uri = URI_SCHEME.matcher(text).matches()
                ? URI.create(text)
                : folder.resolve(text).normalize().toUri();
        if (uri.isOpaque()) {
            throw new IllegalArgumentException("no path follows the scheme");
        }
        if ("file".equals(uri.getScheme())) {
            uri = Path.of(uri).normalize().toUri();
        }
        // Java ends the URI of a folder with a slash, but only once the folder is there.
        String place = uri.toString();
        return place.endsWith("/") ? URI.create(place.substring(0, place.length() - 1)) : uri;
    }

    /**
     * The root of a lake, without a slash at its end.
     *
     * @param text a URI, an absolute path, or a path below the folder
     * @throws IllegalArgumentException when it is none of these, or a URI that tables cannot be kept at
     */
    public static URI lake(Path folder, String text) {
        try {
            return rootOfTables(location(folder, text));
        } catch (IllegalArgumentException e) {
            // Keys may stand before the @: they are not repeated.
            String shown = text.replaceAll("//.*@", "//...@");
            String why = e.getCause() instanceof URISyntaxException syntax ? syntax.getReason() : e.getMessage();
            throw new IllegalArgumentException("is '%s': %s".formatted(shown, why), e);
        }
    }

    private static URI rootOfTables(URI lake) {
        if (lake.getScheme().equals("s3") || lake.getScheme().equals("s3n")) {
            throw new IllegalArgumentException("the scheme of an object store is s3a");
        }
        if (lake.getScheme().equals("s3a")) {
            if (lake.getRawAuthority() != null && lake.getRawAuthority().contains("@")) {
                throw new IllegalArgumentException("keys stand by reference in hub.yaml, /objectStore");
            }
            if (lake.getHost() == null || lake.getRawQuery() != null || lake.getRawFragment() != null) {
                throw new IllegalArgumentException("it is not s3a://bucket or s3a://bucket/prefix");
            }
        }
        return lake;
    }

    private Place policy(String file, boolean isRequired) {
        String path = POLICY + "/" + file;
        return isRequired || Files.exists(folder.resolve(path))
                ? YamlFile.read(folder, path, problems).root()
                : new Place(problems, path, "", MissingNode.getInstance());
    }

    private void readContracts(boolean hasSubjects) {
        if (!Files.isDirectory(folder.resolve(CONTRACTS))) {
            problems.add(CONTRACTS, "", "is no folder. Allowed: contracts/<department>/<dataset>.odcs.yaml");
            return;
        }
        for (Path department : children(CONTRACTS)) {
            if (Files.isDirectory(department)) {
                String below = CONTRACTS + "/" + department.getFileName();
                children(below)
                        .forEach(file -> readContract(department.getFileName().toString(), file));
            } else {
                noContract(CONTRACTS + "/" + department.getFileName());
            }
        }
        if (contracts.isEmpty() && hasSubjects) {
            problems.add(CONTRACTS, "", "has no contract. Allowed: at least one in a hub with a spine");
        }
    }

    private void readContract(String department, Path path) {
        String fileName = path.getFileName().toString();
        String file = CONTRACTS + "/" + department + "/" + fileName;
        String ending = Stream.of(CONTRACT, EXAMPLES)
                .filter(fileName::endsWith)
                .findFirst()
                .orElse("");
        if (ending.isEmpty()) {
            noContract(file);
            return;
        }
        String stem = fileName.substring(0, fileName.length() - ending.length());
        int at = stem.indexOf('@');
        String dataset = at < 0 ? stem : stem.substring(0, at);
        Optional<String> version = at < 0 ? Optional.empty() : Optional.of(stem.substring(at + 1));
        DatasetName name;
        try {
            name = new DatasetName(department, dataset);
        } catch (IllegalArgumentException e) {
            problems.add(file, "", e.getMessage());
            return;
        }
        YamlFile.Content content = YamlFile.read(folder, file, problems);
        if (ending.equals(CONTRACT)) {
            (version.isEmpty() ? contracts : earlier).add(ContractFile.of(name, version, content));
        } else {
            examples.add(new ExamplesFile(name, version, content.root()));
        }
    }

    private void noContract(String file) {
        problems.add(
                file,
                "",
                "is no contract. Allowed: contracts/<department>/<dataset>.odcs.yaml and .examples.yaml, of earlier versions <dataset>@<version>");
    }

    /** Reports files of policy/ that nothing reads: mostly a misspelt name. */
    private void strangers() {
        if (Files.isDirectory(folder.resolve(POLICY))) {
            children(POLICY).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !POLICIES.contains(name))
                    .forEach(name -> problems.add(
                            POLICY + "/" + name,
                            "",
                            "is no policy. Allowed: "
                                    + String.join(
                                            ", ", POLICIES.stream().sorted().toList())));
        }
    }

    /** What lies in a folder, by name. */
    private List<Path> children(String below) {
        try (Stream<Path> paths = Files.list(folder.resolve(below))) {
            return paths.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            problems.add(below, "", "cannot be read: " + e + ". Allowed: a folder that this user may read");
            return List.of();
        }
    }
}
