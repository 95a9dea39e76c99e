package vinelake.city;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import vinelake.city.Subject.Kind;
import vinelake.city.Subject.Tier;

/**
 * Everybody in the city, computed from the number alone: nothing is kept but a bounded cache, so a city of any size
 * fits. Not for more than one thread; each has its own.
 */
final class City {

    /** Residues modulo 200 of the subjects of a tier: 1, 19, 60 and 120 of 200. */
    private static final int BLOCK = 200;

    private static final int CORE_RESIDUE = 7;
    private static final int FIRST_RESIDUES = 20;
    private static final int SECOND_RESIDUES = 80;

    private static final int REMEMBERED = 50_000;
    private static final LocalDate UNIFIED_CODE_SINCE = LocalDate.of(2015, 10, 1);

    /** Monthly log-odds of failing at average stress, and how much a unit of stress adds. */
    private static final double FAILURE_LEVEL = -6.0;

    private static final double FAILURE_SLOPE = 1.9;

    private final CityPlan plan;
    private final Map<Industry, double[]> industryCycles = new HashMap<>();
    private final Map<Integer, Subject> subjects = remembering();
    private final Map<Integer, List<Supply>> customers = remembering();
    private final Map<Integer, Fortune> fortunes = remembering();

    City(CityPlan plan) {
        this.plan = plan;
        for (int i = 0; i < Industry.ALL.size(); i++) {
            Dice dice = Dice.of(plan.seed(), i, "industry cycle");
            industryCycles.put(Industry.ALL.get(i), autoregression(dice, 0.93, 0.35));
        }
    }

    CityPlan plan() {
        return plan;
    }

    Subject subject(int number) {
        return remembered(subjects, number, this::newSubject);
    }

    private Subject newSubject(int number) {
        Dice dice = dice(number, "subject");
        Tier tier = tier(number);
        Kind kind = kind(tier, dice);
        Industry industry = dice.pick(Industry.ALL);
        Names.District district = dice.pick(Names.DISTRICTS);
        LocalDate founded = founded(dice);
        boolean isOld = founded.isBefore(UNIFIED_CODE_SINCE);
        String organization = isOld ? Codes.oldOrganization(number) : Codes.newOrganization(number);
        return new Subject(
                number,
                kind,
                Codes.uscc(kind.classCode, district.division(), organization),
                isOld ? Codes.registrationNumber(district.division(), 10_000_000L + number) : "",
                Names.tradeName(number),
                district,
                industry,
                founded,
                tier,
                dice.logNormal(salesMean(tier, kind), 0.6),
                dice.normal(),
                dice.chance(0.45));
    }

    private static Kind kind(Tier tier, Dice dice) {
        double draw = dice.unit();
        return switch (tier) {
            case CORE -> Kind.STOCK;
            case FIRST -> draw < 0.1 ? Kind.STOCK : Kind.LIMITED;
            case SECOND -> draw < 0.08 ? Kind.PARTNERSHIP : Kind.LIMITED;
            case THIRD -> draw < 0.4 ? Kind.SELF_EMPLOYED : draw < 0.45 ? Kind.PARTNERSHIP : Kind.LIMITED;
        };
    }

    private static double salesMean(Tier tier, Kind kind) {
        if (kind == Kind.SELF_EMPLOYED) {
            return 10.6;
        }
        return switch (tier) {
            case CORE -> 16.8;
            case FIRST -> 14.6;
            case SECOND -> 13.2;
            case THIRD -> 12.3;
        };
    }

    /** One in eight is founded within the history, the others up to 25 years before it. */
    private LocalDate founded(Dice dice) {
        if (dice.chance(0.12)) {
            return plan.month(dice.below(plan.months())).atDay(dice.between(1, 28));
        }
        double years = Math.min(25, 0.5 + dice.waiting(8));
        return plan.firstDay().minusDays((long) (years * 365.25));
    }

    private static Tier tier(int number) {
        int residue = spread(number);
        if (residue == CORE_RESIDUE) {
            return Tier.CORE;
        }
        if (residue < FIRST_RESIDUES) {
            return Tier.FIRST;
        }
        return residue < SECOND_RESIDUES ? Tier.SECOND : Tier.THIRD;
    }

    /** A permutation within each block of 200, so that a range of subjects holds all tiers. */
    private static int spread(int number) {
        return number % BLOCK * 37 % BLOCK;
    }

    /** The subject of a tier that comes at a place of its list, or none when the city is too small. */
    private OptionalInt member(Tier tier, double place) {
        int perBlock = switch (tier) {
            case CORE -> 1;
            case FIRST -> FIRST_RESIDUES - 1;
            case SECOND -> SECOND_RESIDUES - FIRST_RESIDUES;
            case THIRD -> BLOCK - SECOND_RESIDUES;
        };
        int blocks = (plan.subjects() + BLOCK - 1) / BLOCK;
        int index = (int) (place * blocks * perBlock);
        int residue = switch (tier) {
            case CORE -> CORE_RESIDUE;
            case FIRST -> index % perBlock < CORE_RESIDUE ? index % perBlock : index % perBlock + 1;
            case SECOND -> FIRST_RESIDUES + index % perBlock;
            case THIRD -> SECOND_RESIDUES + index % perBlock;
        };
        // 173 is the inverse of 37 modulo 200: it undoes the permutation.
        int number = index / perBlock * BLOCK + residue * 173 % BLOCK;
        return number < plan.subjects() ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** Whom the subject sells to, by descending share; at most twelve. */
    List<Supply> customers(int number) {
        return remembered(customers, number, this::newCustomers);
    }

    private List<Supply> newCustomers(int number) {
        Subject seller = subject(number);
        Dice dice = dice(number, "customers");
        int relations = switch (seller.tier()) {
            case CORE -> 12;
            case FIRST -> 2 + dice.count(2.5);
            case SECOND -> 1 + dice.count(1.6);
            case THIRD -> seller.isSelfEmployed() ? dice.count(0.7) : 1 + dice.count(0.9);
        };
        double[] weights = new double[Math.min(12, relations)];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = dice.logNormal(0, 0.8);
            total += weights[i];
        }
        List<Supply> found = new ArrayList<>();
        for (double weight : weights) {
            OptionalInt buyer = buyer(seller.tier(), dice);
            boolean isKnown = buyer.isPresent()
                    && found.stream().anyMatch(s -> s.partner().equals(buyer));
            if (!isKnown) {
                found.add(new Supply(
                        buyer,
                        buyer.isPresent() ? -1 : dice.below(outsiders()),
                        weight / total,
                        dice.chance(0.7) ? 0 : dice.below(plan.months()),
                        Math.min(3, 0.37 + 1.15 * weight / total) * activity(seller.tier())));
            }
        }
        found.sort((a, b) -> Double.compare(b.share(), a.share()));
        return List.copyOf(found);
    }

    private static double activity(Tier tier) {
        return switch (tier) {
            case CORE -> 2.5;
            case FIRST -> 1.2;
            case SECOND -> 0.8;
            case THIRD -> 0.5;
        };
    }

    /** The square and cube of a uniform number prefer the first of a tier: few have many suppliers. */
    private OptionalInt buyer(Tier seller, Dice dice) {
        double draw = dice.unit();
        double place = dice.unit();
        return switch (seller) {
            case CORE -> OptionalInt.empty();
            case FIRST -> draw < 0.6 ? member(Tier.CORE, place * place) : OptionalInt.empty();
            case SECOND ->
                draw < 0.65
                        ? member(Tier.FIRST, place * place)
                        : draw < 0.8 ? member(Tier.CORE, place * place) : OptionalInt.empty();
            case THIRD ->
                draw < 0.65
                        ? member(Tier.SECOND, place * place * place)
                        : draw < 0.85 ? member(Tier.FIRST, place * place) : OptionalInt.empty();
        };
    }

    /** Whom the subject buys from outside the city. */
    List<Supply> outsideSuppliers(int number) {
        Dice dice = dice(number, "outside suppliers");
        int relations = switch (subject(number).tier()) {
            case CORE -> 8;
            case FIRST -> dice.count(1.5);
            case SECOND -> dice.count(0.7);
            case THIRD -> dice.count(0.25);
        };
        List<Supply> found = new ArrayList<>();
        for (int i = 0; i < relations; i++) {
            found.add(new Supply(
                    OptionalInt.empty(),
                    dice.below(outsiders()),
                    0.02 + 0.1 * dice.unit(),
                    dice.chance(0.7) ? 0 : dice.below(plan.months()),
                    0.3 + 0.5 * dice.unit()));
        }
        return found;
    }

    private int outsiders() {
        return Math.max(20, plan.subjects() / 8);
    }

    Party outsider(int number) {
        Dice dice = dice(number, "outsider");
        Names.District city = dice.pick(Names.ELSEWHERE);
        Industry industry = dice.pick(Industry.ALL);
        return new Party(
                Codes.uscc("91", city.division(), Codes.newOrganization(number)),
                city.name() + Names.tradeName(90_001L + number) + dice.pick(industry.firmWords()) + "有限公司");
    }

    /** A valid code of the city that the registry has given to nobody. */
    String unregisteredCode(Dice dice) {
        long serial = (long) plan.subjects() + 1 + dice.below(10_000_000);
        return Codes.uscc("91", dice.pick(Names.DISTRICTS).division(), Codes.newOrganization(serial));
    }

    /** The tiers have no cycle, so a chain of customers is followed to its end. */
    Fortune fortune(int number) {
        return remembered(fortunes, number, this::newFortune);
    }

    private Fortune newFortune(int number) {
        Subject subject = subject(number);
        Dice dice = dice(number, "fortune");
        double[] stress = autoregression(dice, 0.95, 0.85);
        double[] cycle = industryCycles.get(subject.industry());
        double kindEffect = subject.isSelfEmployed() ? 0.15 : subject.tier() == Tier.CORE ? -1.2 : 0;
        int foundedMonth = plan.monthIndex(subject.founded());
        for (int month = 0; month < stress.length; month++) {
            double youth = month - foundedMonth < 36 ? 0.3 : 0;
            stress[month] += 0.6 * subject.frailty() + cycle[month] + kindEffect + youth;
        }
        for (Supply supply : customers(number)) {
            if (supply.partner().isPresent()) {
                addContagion(stress, supply, fortune(supply.partner().getAsInt()));
            }
        }
        Set<Integer> scares = new HashSet<>();
        int failed = Fortune.NEVER;
        for (int month = Math.max(0, foundedMonth + 3); month < stress.length && failed == Fortune.NEVER; month++) {
            if (dice.chance(Dice.logistic(FAILURE_LEVEL + FAILURE_SLOPE * stress[month]))) {
                if (dice.chance(0.25)) {
                    scares.add(month);
                } else {
                    failed = month;
                }
            }
        }
        return ending(subject, foundedMonth, dice, stress, failed, scares);
    }

    /** A customer that fails leaves a bill unpaid and an order book with a hole; both heal over the year. */
    private static void addContagion(double[] stress, Supply supply, Fortune customer) {
        for (int month = customer.failedMonth(); month < stress.length; month++) {
            int since = month - customer.failedMonth();
            stress[month] += 1.4 * supply.share() * StrictMath.exp(-since / 9.0);
        }
    }

    private static Fortune ending(
            Subject subject, int foundedMonth, Dice dice, double[] stress, int failed, Set<Integer> scares) {
        int ended = Fortune.NEVER;
        boolean isRevoked = false;
        if (failed != Fortune.NEVER) {
            if (dice.chance(0.6)) {
                ended = failed + dice.between(8, 24);
                isRevoked = dice.chance(0.5);
            }
        } else if (!subject.borrows() && subject.tier() != Tier.CORE) {
            // Closing a sound business is the owner's choice; with a loan it would have to be repaid first.
            double open = Math.max(0, foundedMonth) + 6 + dice.waiting(subject.isSelfEmployed() ? 250 : 600);
            int month = (int) open;
            if (month < stress.length) {
                ended = month;
            }
        }
        return new Fortune(stress, failed, ended, isRevoked, scares);
    }

    /** @return per month of the plan, stationary with the deviation */
    private double[] autoregression(Dice dice, double memory, double deviation) {
        double[] path = new double[plan.months()];
        double news = StrictMath.sqrt(1 - memory * memory);
        double value = dice.normal();
        for (int month = 0; month < path.length; month++) {
            path[month] = deviation * value;
            value = memory * value + news * dice.normal();
        }
        return path;
    }

    Dice dice(int subject, String purpose) {
        return Dice.of(plan.seed(), subject, purpose);
    }

    private static <V> Map<Integer, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /** Not computeIfAbsent: a fortune asks for other fortunes while it is computed. */
    private static <V> V remembered(Map<Integer, V> known, int number, IntFunction<V> source) {
        V value = known.get(number);
        if (value == null) {
            value = source.apply(number);
            known.put(number, value);
        }
        return value;
    }

    /** A subject of the city as a partner of another, under the name of the month. */
    Party party(int number, int month) {
        return new Party(subject(number).uscc(), subject(number).name(Story.renames(this, number)[month]));
    }

    /** All that the departments need to know of a subject. */
    Story story(int number) {
        return Story.of(this, subject(number), fortune(number));
    }
}
