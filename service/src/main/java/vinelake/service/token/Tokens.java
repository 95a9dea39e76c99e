package vinelake.service.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import vinelake.core.hub.ServiceSettings;
import vinelake.service.access.Actor;
import vinelake.service.access.Role;

/**
 * Tells from a bearer token who asks. The token is a JWT, signed with a key of the issuer, for this audience, with
 * {@code sub}, {@code exp} and the claim {@code role}; an officer's names his {@code institution}, a representative's
 * his {@code subject}.
 */
public final class Tokens {

    static final String ROLE = "role";
    static final String INSTITUTION = "institution";
    static final String SUBJECT = "subject";

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int LONGEST = 8_192;
    private static final int LONGEST_NAME = 100;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private Tokens(String issuer, String audience, JWKSource<SecurityContext> keys) {
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp", ROLE)));
    }

    static Tokens of(String issuer, String audience, JWKSet keys) {
        return new Tokens(issuer, audience, new ImmutableJWKSet<>(keys));
    }

    /**
     * Accepts the tokens of an issuer.
     *
     * @param keys where it publishes them: fetched at the first token, kept for a while, and anew when one is not known
     */
    public static Tokens of(String issuer, String audience, URL keys) {
        return new Tokens(
                issuer, audience, JWKSourceBuilder.create(keys).retrying(true).build());
    }

    /**
     * Accepts the tokens of the hub's issuer.
     *
     * @throws IllegalArgumentException when the keys cannot be read
     */
    public static Tokens of(ServiceSettings.Tokens settings, Path hub) {
        try {
            if (settings.keys().startsWith("https:")) {
                // Keys are fetched at the first token, kept for a while, and fetched anew when one is not known.
                JWKSource<SecurityContext> remote = JWKSourceBuilder.create(
                                URI.create(settings.keys()).toURL())
                        .retrying(true)
                        .build();
                return new Tokens(settings.issuer(), settings.audience(), remote);
            }
            return of(
                    settings.issuer(),
                    settings.audience(),
                    JWKSet.load(hub.resolve(settings.keys()).toFile()));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(
                    "hub.yaml: /service/tokens/keys: '%s' is no URL. Allowed: an https URL, or a file below the hub folder"
                            .formatted(settings.keys()),
                    e);
        } catch (IOException | ParseException e) {
            throw new IllegalArgumentException(
                    "hub.yaml: /service/tokens/keys: %s cannot be read: %s. Allowed: a JWK set with the issuer's public keys"
                            .formatted(settings.keys(), e.getMessage()),
                    e);
        }
    }

    /**
     * Reads a token.
     *
     * @throws TokenException when it is not valid, or does not say who asks
     */
    public Actor actor(String token) throws TokenException {
        if (token.length() > LONGEST) {
            throw new TokenException("the token is longer than %d characters".formatted(LONGEST));
        }
        try {
            return actor(processor.process(token, null));
        } catch (ParseException | BadJOSEException e) {
            throw new TokenException("the token is not valid: " + e.getMessage());
        } catch (JOSEException e) {
            throw new TokenException("the token cannot be checked: " + e.getMessage());
        }
    }

    private static Actor actor(JWTClaimsSet claims) throws TokenException {
        try {
            var name = claims.getSubject();
            var role = Role.parse(claims.getStringClaim(ROLE))
                    .orElseThrow(() -> new TokenException(
                            "its role is none. Allowed: officer, operator, representative, auditor"));
            if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
                throw new TokenException("its sub is blank or longer than %d characters".formatted(LONGEST_NAME));
            }
            return new Actor(
                    name,
                    role,
                    role == Role.OFFICER ? Optional.of(text(claims, INSTITUTION)) : Optional.empty(),
                    role == Role.REPRESENTATIVE ? Optional.of(text(claims, SUBJECT)) : Optional.empty());
        } catch (ParseException e) {
            throw new TokenException("a claim is no text: " + e.getMessage());
        }
    }

    private static String text(JWTClaimsSet claims, String claim) throws ParseException, TokenException {
        var text = claims.getStringClaim(claim);
        if (text == null || text.isBlank() || text.length() > LONGEST_NAME || text.indexOf('\0') >= 0) {
            throw new TokenException("its claim %s is missing, blank or too long".formatted(claim));
        }
        return text;
    }
}
