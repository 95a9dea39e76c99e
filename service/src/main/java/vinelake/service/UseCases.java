package vinelake.service;

import vinelake.service.access.Accesses;
import vinelake.service.access.Consents;
import vinelake.service.access.DatasetStates;
import vinelake.service.access.Extracts;
import vinelake.service.access.Objections;
import vinelake.service.access.ProfileReading;
import vinelake.service.access.Quarantine;
import vinelake.service.access.SubjectNames;
import vinelake.service.access.SubjectSearch;
import vinelake.service.access.Trail;
import vinelake.service.release.Releases;

/** All that can be asked of the service, by whatever way: each checks who asks and leaves its line in the log. */
public record UseCases(
        ProfileReading profiles,
        SubjectSearch subjects,
        Consents consents,
        Objections objections,
        Accesses accesses,
        Extracts extracts,
        DatasetStates datasets,
        Quarantine quarantine,
        Releases releases,
        Trail trail,
        SubjectNames names) {}
