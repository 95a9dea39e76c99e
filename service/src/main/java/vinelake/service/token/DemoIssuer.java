package vinelake.service.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.UUID;
import vinelake.service.access.Actor;

/**
 * Issues tokens to whoever asks, for a demo on one machine. Its key lies in the lake's {@code .service} folder, so that
 * tokens outlive a restart.
 */
public final class DemoIssuer {

    private static final String ISSUER = "urn:vinelake:demo-issuer";
    private static final String AUDIENCE = "vinelake";
    private static final int KEY_BITS = 2048;
    private static final Duration VALID = Duration.ofHours(12);

    private final RSAKey key;
    private final Clock clock;

    private DemoIssuer(RSAKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Opens the issuer of a service.
     *
     * @param bind the address that the service is reached at
     * @param folder where the key is kept
     * @throws IllegalArgumentException when anybody but this machine could reach the service
     */
    public static DemoIssuer open(String bind, Path folder, Clock clock) {
        if (!isLoopback(bind)) {
            throw new IllegalArgumentException(
                    "--demo-issuer: the service would be bound to %s, and gives tokens to everybody. Allowed: a loopback address like 127.0.0.1; elsewhere the hub's own issuer (hub.yaml, /service/tokens)"
                            .formatted(bind));
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var file = folder.resolve("demo-issuer.jwk");
            if (!Files.exists(file)) {
                var made = new RSAKeyGenerator(KEY_BITS)
                        .keyID(UUID.randomUUID().toString())
                        .algorithm(JWSAlgorithm.RS256)
                        .generate();
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, made.toJSONString());
            }
            return new DemoIssuer(RSAKey.parse(Files.readString(file)), clock);
        } catch (IOException | ParseException | JOSEException e) {
            throw new IllegalStateException(
                    "%s: the demo issuer has no key: %s. Allowed: a folder that this user may write to"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Whether only this machine can reach what is bound to the address. */
    static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Accepts this issuer's tokens, and no others. */
    public Tokens tokens() {
        return Tokens.of(ISSUER, AUDIENCE, new JWKSet(key.toPublicJWK()));
    }

    /** A token that says that its bearer is this actor. */
    public String token(Actor actor) {
        return signed(claims(ISSUER, AUDIENCE, actor).build());
    }

    /**
     * What OpenID Connect calls an ID token: it says to a client who has logged in.
     *
     * @param issuer the address under which this issuer answers as a provider
     * @param nonce of the client's request
     */
    public String idToken(String issuer, String client, String nonce, Actor actor) {
        return signed(claims(issuer, client, actor).claim("nonce", nonce).build());
    }

    /** Its public keys as a JWK set. */
    public String publicKeys() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    private JWTClaimsSet.Builder claims(String issuer, String audience, Actor actor) {
        var now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject(actor.id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(VALID)))
                .claim(Tokens.ROLE, actor.role().text())
                .claim(Tokens.INSTITUTION, actor.institution().orElse(null))
                .claim(Tokens.SUBJECT, actor.subject().orElse(null));
    }

    private String signed(JWTClaimsSet claims) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .type(JOSEObjectType.JWT)
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed: " + e.getMessage(), e);
        }
    }
}
