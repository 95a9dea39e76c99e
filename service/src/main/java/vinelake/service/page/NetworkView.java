package vinelake.service.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import vinelake.service.access.SubjectFacts;

/** The supply network around a subject. */
final class NetworkView {

    private final JsonNode network;
    private final SubjectFacts subject;
    private final Map<String, SubjectFacts> names;

    NetworkView(JsonNode network, SubjectFacts subject, Map<String, SubjectFacts> names) {
        this.network = network;
        this.subject = subject;
        this.names = names;
    }

    /** Ids of all that are shown, to be named. */
    static List<String> parties(JsonNode network) {
        return Stream.of("customers", "suppliers")
                .flatMap(side -> network.path(side).valueStream())
                .map(partner -> partner.path("party").asString(""))
                .distinct()
                .toList();
    }

    /**
     * A customer or supplier.
     *
     * @param amount in 万元
     * @param share of all sales or purchases
     */
    record Partner(String name, String amount, String share, long invoices, String firstOn, String lastOn) {}

    private record Node(String name, int side, int place, int of) {}

    private record Edge(int from, int to, BigDecimal amount) {}

    private record Graph(List<Node> nodes, List<Edge> edges) {}

    List<Partner> customers() {
        return partners("customers", "sales_cny");
    }

    List<Partner> suppliers() {
        return partners("suppliers", "purchases_cny");
    }

    long customerCount() {
        return network.path("degree_customers").asLong(0);
    }

    long supplierCount() {
        return network.path("degree_suppliers").asLong(0);
    }

    String sales() {
        return Figures.wan(network.path("sales_cny"));
    }

    String purchases() {
        return Figures.wan(network.path("purchases_cny"));
    }

    String topCustomerShare() {
        return Figures.percent(network.path("top_customer_share"));
    }

    String topSupplierShare() {
        return Figures.percent(network.path("top_supplier_share"));
    }

    String componentSize() {
        return Figures.count(network.path("component_size").asLong(0));
    }

    boolean isAlone() {
        return customers().isEmpty() && suppliers().isEmpty();
    }

    private List<Partner> partners(String side, String total) {
        var all = network.path(total);
        return network.path(side)
                .valueStream()
                .map(p -> new Partner(
                        name(p),
                        Figures.wan(p.path("amount_cny")),
                        share(p.path("amount_cny"), all),
                        p.path("invoice_count").asLong(0),
                        p.path("first_on").asString(""),
                        p.path("last_on").asString("")))
                .toList();
    }

    private static String share(JsonNode part, JsonNode all) {
        return part.isNumber() && all.isNumber() && all.decimalValue().signum() > 0
                ? part.decimalValue()
                                .multiply(BigDecimal.valueOf(100))
                                .divide(all.decimalValue(), 1, RoundingMode.HALF_UP)
                        + "%"
                : Figures.NONE;
    }

    /** Who is no subject has an id of scheme and code, which is all that is known of him. */
    private String name(JsonNode partner) {
        var id = partner.path("party").asString("");
        return Optional.ofNullable(names.get(id)).map(SubjectFacts::name).orElse(id.substring(id.indexOf(':') + 1));
    }

    /** For the picture: suppliers on the left, the subject between, customers on the right; amounts in 万元. */
    String graph() {
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        nodes.add(new Node(subject.name(), 0, 0, 1));
        add("suppliers", -1, nodes, edges);
        add("customers", 1, nodes, edges);
        return Data.json(new Graph(nodes, edges));
    }

    private void add(String side, int at, List<Node> nodes, List<Edge> edges) {
        var partners = network.path(side).valueStream().toList();
        for (int i = 0; i < partners.size(); i++) {
            var partner = partners.get(i);
            nodes.add(new Node(name(partner), at, i, partners.size()));
            var amount = partner.path("amount_cny")
                    .decimalValue()
                    .divide(BigDecimal.valueOf(10_000), 2, RoundingMode.HALF_UP);
            int it = nodes.size() - 1;
            edges.add(at < 0 ? new Edge(it, 0, amount) : new Edge(0, it, amount));
        }
    }
}
