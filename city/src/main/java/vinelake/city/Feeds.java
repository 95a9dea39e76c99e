package vinelake.city;

import java.util.List;

/** The eight departments of the city. */
final class Feeds {

    static final List<Feed> ALL = List.of(
            new RegistryFeed(),
            new TaxFeed(),
            new SocialInsuranceFeed(),
            new CourtFeed(),
            new PenaltyFeed(),
            new UtilityFeed(),
            new InvoiceFeed(),
            new BankFeed());

    private Feeds() {}
}
