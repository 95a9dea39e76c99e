package vinelake.orchestration;

import vinelake.core.hub.Hub;
import vinelake.lake.ObjectStoreAccess;

/** Fetches the keys of the object store from where hub.yaml says they lie. */
final class LakeAccess {

    /** @throws ConfigurationException when a key is not there */
    static ObjectStoreAccess of(Hub hub) {
        return ObjectStoreAccess.of(hub.objectStore(), secret -> Secrets.of(hub, "hub.yaml: /objectStore", secret));
    }

    private LakeAccess() {}
}
