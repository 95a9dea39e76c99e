package vinelake.core.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import vinelake.core.hub.ContractFile.Column;

/** What hub.yaml must keep to beyond its shape. */
final class HubCheck {

    private final Place root;
    private final Path folder;
    private final Datasets datasets;

    private HubCheck(Place root, Path folder, Datasets datasets) {
        this.root = root;
        this.folder = folder;
        this.datasets = datasets;
    }

    static void check(Place root, Path folder, Datasets datasets) {
        if (root.isPresent()) {
            new HubCheck(root, folder, datasets).check();
        }
    }

    private void check() {
        Shape.HUB.check(root);
        timeZone();
        places();
        spine();
        key("personalData");
        key("landing");
        service();
        objectStore();
    }

    private void timeZone() {
        Place zone = root.at("timeZone");
        zone.text()
                .filter(name -> !isZone(name))
                .ifPresent(name -> zone.refuse("is '%s'".formatted(name), "a time zone like Asia/Shanghai"));
    }

    private static boolean isZone(String name) {
        try {
            return ZoneId.getAvailableZoneIds().contains(ZoneId.of(name).getId());
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private void places() {
        Optional<URI> lake = lake(root.at("lake"));
        Optional<URI> landing = place(root.at("landing"));
        landing.filter(uri -> !"file".equals(uri.getScheme()))
                .ifPresent(uri -> root.at("landing").refuse("is '%s'".formatted(uri), "a folder of this machine"));
        if (lake.isPresent() && landing.isPresent()) {
            String inLake = lake.get() + "/";
            String inLanding = landing.get() + "/";
            if (inLake.startsWith(inLanding) || inLanding.startsWith(inLake)) {
                root.at("lake").refuse("and landing lie in each other", "two folders, none within the other");
            }
        }
    }

    private Optional<URI> lake(Place place) {
        try {
            return place.text().map(text -> HubFolder.lake(folder, text));
        } catch (IllegalArgumentException e) {
            place.refuse(e.getMessage(), "a path or a URI");
            return Optional.empty();
        }
    }

    private Optional<URI> place(Place place) {
        try {
            return place.text().map(text -> HubFolder.location(folder, text));
        } catch (IllegalArgumentException e) {
            place.refuse("is '%s': %s".formatted(place.node().stringValue(), e.getMessage()), "a path or a URI");
            return Optional.empty();
        }
    }

    private void spine() {
        Place spine = root.at("spine");
        for (Place dataset : spine.at("datasets").items()) {
            datasets.named(dataset).ifPresent(contract -> {
                spine.at("scheme").text().ifPresent(scheme -> scheme(contract, dataset, scheme));
                datasets.columnOf(contract, spine.at("nameColumn"), "string");
            });
        }
    }

    private static void scheme(ContractFile contract, Place dataset, String scheme) {
        List<Column> columns = contract.columns().stream()
                .filter(c -> c.identifier().filter(scheme::equals).isPresent())
                .toList();
        if (columns.size() != 1 && contract.hasAllNames()) {
            dataset.refuse(
                    "is '%s', where %d columns have the identifier %s"
                            .formatted(contract.name(), columns.size(), scheme),
                    "one column with the spine's scheme");
        }
    }

    private void key(String name) {
        Place key = root.at("keys").at(name);
        if (!key.node().isObject()) {
            return;
        }
        where(key);
        var seen = new HashSet<Integer>();
        int last = key.at("version").whole().orElse(Integer.MAX_VALUE);
        for (Place former : key.at("former").items()) {
            where(former);
            former.at("version").whole().ifPresent(version -> {
                if (version >= last || !seen.add(version)) {
                    former.at("version")
                            .refuse("is %d".formatted(version), "versions below that of the key, each once");
                }
            });
        }
    }

    private static void where(Place key) {
        if (key.at("environment").isPresent() == key.at("file").isPresent()) {
            key.refuse("has environment and file, or none of them", "one of the two");
        }
        Place file = key.at("file");
        file.text()
                .filter(path ->
                        path.startsWith("/") || List.of(path.split("[/\\\\]")).contains(".."))
                .ifPresent(path -> file.refuse("is '%s'".formatted(path), "a path below the hub folder, without .."));
    }

    private void service() {
        Place store = root.at("service").at("store");
        List.of(store.at("user"), store.at("password")).forEach(HubCheck::secret);
        store.at("url")
                .text()
                .filter(url -> url.matches("(?i).*[?&](user|password)=.*"))
                .ifPresent(url -> store.at("url").refuse("holds a user or a password", "both by reference, beside it"));
        secret(root.at("service").at("login").at("clientSecret"));
        Place keys = root.at("service").at("tokens").at("keys");
        keys.text()
                .filter(text -> text.startsWith("http:"))
                .ifPresent(
                        text -> keys.refuse("is '%s'".formatted(text), "an https URL, or a file below the hub folder"));
    }

    private void objectStore() {
        Place store = root.at("objectStore");
        List<Place> keys = List.of(store.at("accessKey"), store.at("secretKey"));
        keys.forEach(HubCheck::secret);
        if (keys.stream().filter(Place::isPresent).count() == 1) {
            store.refuse("has one of accessKey and secretKey", "both, or none where the environment gives them");
        }
    }

    static void secret(Place secret) {
        if (secret.node().isObject()
                && secret.at("environment").isPresent() == secret.at("file").isPresent()) {
            secret.refuse("has environment and file, or none of them", "one of the two");
        }
    }

    /** Reports personal columns of a hub that lacks a key for them. */
    static void personalColumns(Place root, List<ContractFile> contracts, List<String> keys) {
        if (!root.node().isObject()) {
            return;
        }
        for (String key : keys) {
            if (!root.at("keys").at(key).isPresent()) {
                personalColumns(contracts, key);
            }
        }
    }

    private static void personalColumns(List<ContractFile> contracts, String key) {
        contracts.stream()
                .flatMap(contract -> contract.columns().stream())
                .filter(Column::isPersonal)
                .forEach(column -> column.place()
                        .at("classification")
                        .refuse(
                                "is personal, and hub.yaml names no key",
                                "personal columns in a hub with keys." + key));
    }
}
