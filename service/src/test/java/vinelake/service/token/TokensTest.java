package vinelake.service.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vinelake.core.hub.ServiceSettings;
import vinelake.service.access.Actor;

class TokensTest {

    private static RSAKey key;
    private static RSAKey stranger;
    private static Tokens tokens;

    @TempDir
    static Path folder;

    @BeforeAll
    static void hubWithAKeyFile() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
        Files.writeString(folder.resolve("keys.json"), new JWKSet(key.toPublicJWK()).toString());
        tokens = Tokens.of(new ServiceSettings.Tokens("https://id.example", "vinelake", "keys.json"), folder);
    }

    @Test
    void aTokenSaysWhoAsks() throws Exception {
        assertThat(tokens.actor(signed(claims -> {}))).isEqualTo(Actor.officer("zhang", "bank-a"));
        assertThat(tokens.actor(signed(c -> c.claim("role", "representative")
                        .claim("institution", null)
                        .claim("subject", "S1"))))
                .isEqualTo(Actor.representative("zhang", "S1"));
        assertThat(tokens.actor(signed(c -> c.claim("role", "operator")))).isEqualTo(Actor.operator("zhang"));
        assertThat(tokens.actor(signed(c -> c.claim("role", "auditor")))).isEqualTo(Actor.auditor("zhang"));
    }

    @Test
    void aTokenThatDoesNotHoldIsRefused() throws Exception {
        var now = Instant.now();
        for (Consumer<JWTClaimsSet.Builder> change : List.<Consumer<JWTClaimsSet.Builder>>of(
                c -> c.expirationTime(Date.from(now.minus(Duration.ofMinutes(5)))),
                c -> c.expirationTime(null),
                c -> c.notBeforeTime(Date.from(now.plus(Duration.ofHours(1)))),
                c -> c.audience("another-service"),
                c -> c.audience((String) null),
                c -> c.issuer("https://elsewhere.example"),
                c -> c.subject(null),
                c -> c.subject(" "),
                c -> c.claim("role", null),
                c -> c.claim("role", "admin"),
                c -> c.claim("role", List.of("officer")),
                c -> c.claim("institution", null),
                c -> c.claim("institution", 7),
                c -> c.claim("role", "representative"))) {
            var token = signed(change);
            assertThatThrownBy(() -> tokens.actor(token)).isInstanceOf(TokenException.class);
        }
    }

    @Test
    void aTokenOfAnotherKeyOrWithoutASignatureIsRefused() throws Exception {
        var claims = claims(c -> {});
        var good = signed(c -> {});
        var parts = good.split("\\.");
        var bySecret = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims);
        bySecret.sign(
                new MACSigner(key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        for (var token : List.of(
                new PlainJWT(claims).serialize(),
                sign(claims, new RSASSASigner(stranger)),
                bySecret.serialize(),
                parts[0] + "." + parts[1] + ".",
                parts[0] + "."
                        + new PlainJWT(claims(c -> c.claim("role", "operator")))
                                .serialize()
                                .split("\\.")[1] + "." + parts[2],
                "",
                "x",
                "a.b.c",
                good + "x".repeat(9_000))) {
            assertThatThrownBy(() -> tokens.actor(token)).isInstanceOf(TokenException.class);
        }
    }

    @Test
    void theDemoIssuerServesThisMachineOnlyAndKeepsItsKey() throws Exception {
        for (var everybody : List.of("0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid")) {
            assertThatThrownBy(() -> DemoIssuer.open(everybody, folder.resolve("demo"), Clock.systemUTC()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("--demo-issuer: the service would be bound to " + everybody);
        }
        assertThat(folder.resolve("demo")).doesNotExist();

        var token = DemoIssuer.open("127.0.0.1", folder.resolve("demo"), Clock.systemUTC())
                .token(Actor.officer("demo", "bank-a"));
        var restarted = DemoIssuer.open("::1", folder.resolve("demo"), Clock.systemUTC());

        assertThat(restarted.tokens().actor(token)).isEqualTo(Actor.officer("demo", "bank-a"));
        assertThatThrownBy(() -> tokens.actor(token))
                .as("the hub's issuer is another")
                .isInstanceOf(TokenException.class);
        assertThat(Files.getPosixFilePermissions(folder.resolve("demo").resolve("demo-issuer.jwk")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private static String signed(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return sign(claims(change), new RSASSASigner(key));
    }

    private static String sign(JWTClaimsSet claims, JWSSigner signer) throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        var builder = new JWTClaimsSet.Builder()
                .issuer("https://id.example")
                .audience("vinelake")
                .subject("zhang")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(5))))
                .claim("role", "officer")
                .claim("institution", "bank-a");
        change.accept(builder);
        return builder.build();
    }
}
