package vinelake.core.hub;

import java.util.Optional;
import vinelake.core.value.Secret;

/**
 * What a hub decided about its service.
 *
 * @param store a PostgreSQL of the operator's; empty for the one that the service brings
 * @param tokens whose tokens are accepted; empty where only the demo's own issuer is
 * @param tls for a service that no proxy stands before
 * @param login where people log in; empty where only the demo's own issuer is, or nobody uses the pages
 */
public record ServiceSettings(
        Optional<Store> store, Optional<Tokens> tokens, Optional<Tls> tls, Optional<Login> login) {

    public static final ServiceSettings NONE =
            new ServiceSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @param url {@code jdbc:postgresql://...}, without user and password */
    public record Store(String url, Secret user, Secret password) {}

    /** @param keys a JWK set: an https URL, or a file below the hub folder */
    public record Tokens(String issuer, String audience, String keys) {}

    /** PEM files, absolute or below the hub folder. */
    public record Tls(String certificate, String key) {}

    /**
     * An OpenID Connect provider.
     *
     * @param issuer its address, from which its endpoints are found
     * @param clientSecret empty for a client that proves itself by PKCE alone
     * @param url where browsers reach the service: {@code https://credit.example.cn}
     */
    public record Login(String issuer, String clientId, Optional<Secret> clientSecret, String url) {}
}
