package vinelake.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KillPlanTest {

    private static final List<String> COMMITS =
            List.of("records/tax/filing#1", "records/tax/filing#2", "score/subject#1");

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(chains(new KillPlan(7, COMMITS))).isEqualTo(chains(new KillPlan(7, COMMITS)));
        assertThat(chains(new KillPlan(7, COMMITS))).isNotEqualTo(chains(new KillPlan(8, COMMITS)));
    }

    @Test
    void killsBeforeInTheMiddleOfAndAfterEveryCommitBeforeAnyComesAgain() {
        var plan = new KillPlan(7, COMMITS);
        var halts = IntStream.range(0, 20)
                .mapToObj(plan::chain)
                .flatMap(List::stream)
                .map(Kill::halt)
                .flatMap(Optional::stream)
                .toList();
        // 3 commits by 3 places. Within a chain they come in the order of a run, so a chain may hold some of the next
        // round.
        assertThat(halts.size()).isGreaterThan(2 * 9);
        assertThat(halts.subList(0, 9 + KillPlan.LONGEST_CHAIN / 2).stream().distinct())
                .hasSize(9);
    }

    @Test
    void killsHalfOfTheTimesAtACommitAndHalfAtAMoment() {
        var plan = new KillPlan(7, COMMITS);
        var kills = IntStream.range(0, 100)
                .mapToObj(plan::chain)
                .flatMap(List::stream)
                .toList();
        long atCommits = kills.stream().filter(kill -> kill.halt().isPresent()).count();
        // Chains of odd length have one more of the kind that they begin with, in turn.
        assertThat((double) atCommits / kills.size()).isBetween(0.45, 0.55);
        assertThat(kills.stream().filter(kill -> kill.halt().isEmpty()))
                .allSatisfy(kill -> assertThat(kill.share()).isBetween(0.0, 1.0));
    }

    @Test
    void waitsForNoCommitThatWasDoneAndIsNotDoneAgain() {
        var plan = new KillPlan(7, COMMITS);
        var done = List.of("records/tax/filing#1", "score/subject#1");

        // One of two is done: the other one is the first of the next run.
        assertThat(plan.canCome(new Halt("records/tax/filing", 1, Place.BEFORE), done))
                .isTrue();
        assertThat(plan.canCome(new Halt("records/tax/filing", 2, Place.BEFORE), done))
                .isFalse();
        // Scores are replaced by every run.
        assertThat(plan.canCome(new Halt("score/subject", 1, Place.AFTER), done))
                .isTrue();
    }

    @Test
    void readsAHaltAsItIsWritten() {
        var halt = new Halt("ops/fence/2026-06-30", 2, Place.MIDDLE);
        assertThat(halt).hasToString("ops/fence/2026-06-30#2:middle");
        assertThat(Halt.parse(halt.toString())).isEqualTo(halt);
    }

    private static List<List<Kill>> chains(KillPlan plan) {
        return IntStream.range(0, 10).mapToObj(plan::chain).toList();
    }
}
