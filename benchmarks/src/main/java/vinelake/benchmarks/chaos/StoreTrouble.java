package vinelake.benchmarks.chaos;

import java.util.List;
import java.util.Random;

/** An object store that does not answer as it should, and kills of runs while it takes their commits. */
final class StoreTrouble {

    /** So long requests are troubled, of an undisturbed run's length. */
    private static final double SHORTEST = 0.3;

    private static final double LONGEST = 0.8;

    private final Lab lab;

    StoreTrouble(Lab lab) {
        this.lab = lab;
    }

    Fault.Attempt of(Relay.Trouble trouble) {
        return (fault, number) ->
                lab.onStore(fault, number, (store, random, happened) -> disturb(trouble, store, random, happened));
    }

    private Verdict disturb(Relay.Trouble trouble, StoreSite store, Random random, List<String> happened)
            throws Exception {
        var run = store.refresh();
        boolean isRunning = run.awaitMoment(lab.moment(random, 0.1, 0.6));
        store.relay().trouble(trouble);
        Thread.sleep(isRunning ? lab.moment(random, SHORTEST, LONGEST).toMillis() : 0);
        store.relay().trouble(Relay.Trouble.NONE);
        int exitCode = run.awaitEnd();
        happened.add("%d requests troubled, the run ended with %d"
                .formatted(store.relay().troubled(), exitCode));
        var verdict = store.relay().troubled() > 0
                ? Verdict.RIGHT
                : Verdict.complaint("no request was troubled: the run had ended");
        if (exitCode != 0) {
            happened.add("and said " + run.files().end());
            verdict = verdict.plus(
                    exitCode == 1
                            ? store.refresh().awaitSuccess()
                            : Verdict.complaint("%s: ended with %d: %s"
                                    .formatted(
                                            run.files().log(),
                                            exitCode,
                                            run.files().end())));
        }
        return verdict.plus(lab.judge().judge(store.files()));
    }

    Trial kill(String fault, int number) throws Exception {
        return lab.onStore(fault, number, this::kill);
    }

    private Verdict kill(StoreSite store, Random random, List<String> happened) throws Exception {
        for (var place : Place.values()) {
            var halt = lab.commit(random, place);
            store.relay().haltNextRunAt(halt);
            var run = store.refresh();
            boolean isThere = store.awaitHalt(run);
            run.process().kill();
            store.relay().letGo();
            happened.add(isThere ? "killed at " + halt : "ended before " + halt);
        }
        return store.refresh().awaitSuccess().plus(lab.judge().judge(store.files()));
    }
}
