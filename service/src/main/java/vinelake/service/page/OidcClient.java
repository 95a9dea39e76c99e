package vinelake.service.page;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import vinelake.service.access.Actor;
import vinelake.service.page.LoginException.Fault;
import vinelake.service.token.TokenException;
import vinelake.service.token.Tokens;

/** Logs people in at an OpenID Connect provider: authorisation code with PKCE, state and nonce. */
final class OidcClient {

    private static final int CONNECT_MILLISECONDS = 3_000;
    private static final int READ_MILLISECONDS = 5_000;

    private final LoginSettings settings;

    /** What the provider says of itself; asked at the first login, so that the service starts without it. */
    private Found found;

    private record Found(OIDCProviderMetadata metadata, Tokens tokens) {}

    /**
     * What one login must come back with.
     *
     * @param next the path that he wanted
     */
    record Attempt(State state, Nonce nonce, CodeVerifier verifier, String next) {
        static Attempt of(String next) {
            return new Attempt(new State(), new Nonce(), new CodeVerifier(), next);
        }
    }

    OidcClient(LoginSettings settings) {
        this.settings = settings;
    }

    /** Where to send the browser. */
    URI start(Attempt attempt) throws LoginException {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope("openid"),
                        new ClientID(settings.clientId()),
                        URI.create(settings.callback()))
                .endpointURI(provider().metadata().getAuthorizationEndpointURI())
                .state(attempt.state())
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /**
     * Who came back.
     *
     * @param query of the address that the provider sent the browser to
     */
    Actor finish(Attempt attempt, String query) throws LoginException {
        var code = code(attempt, query);
        var provider = provider();
        var grant = new AuthorizationCodeGrant(code, URI.create(settings.callback()), attempt.verifier());
        var endpoint = provider.metadata().getTokenEndpointURI();
        var client = new ClientID(settings.clientId());
        var request = settings.secret()
                .map(secret ->
                        new TokenRequest.Builder(endpoint, new ClientSecretBasic(client, new Secret(secret)), grant))
                .orElseGet(() -> new TokenRequest.Builder(endpoint, client, grant))
                .build()
                .toHTTPRequest();
        request.setConnectTimeout(CONNECT_MILLISECONDS);
        request.setReadTimeout(READ_MILLISECONDS);
        try {
            var response = OIDCTokenResponseParser.parse(request.send());
            if (!response.indicatesSuccess()) {
                throw new LoginException(
                        Fault.ATTEMPT,
                        "the provider refuses the code: "
                                + response.toErrorResponse().getErrorObject().getCode());
            }
            JWT token = response.toSuccessResponse().getTokens().toOIDCTokens().getIDToken();
            var nonce = token == null ? null : token.getJWTClaimsSet().getStringClaim("nonce");
            if (!Secrets.isSame(attempt.nonce().getValue(), nonce)) {
                throw new LoginException(Fault.ATTEMPT, "the ID token is not for this login: its nonce is another");
            }
            return provider.tokens().actor(token.serialize());
        } catch (TokenException e) {
            throw new LoginException(Fault.ROLE, e.getMessage());
        } catch (IOException | ParseException | java.text.ParseException e) {
            throw unreachable(e);
        }
    }

    private static AuthorizationCode code(Attempt attempt, String query) throws LoginException {
        try {
            var response = AuthenticationResponseParser.parse(URI.create("https://callback?" + query));
            if (!Secrets.isSame(
                    attempt.state().getValue(),
                    Optional.ofNullable(response.getState())
                            .map(State::getValue)
                            .orElse(""))) {
                throw new LoginException(Fault.ATTEMPT, "the answer is not for this login: its state is another");
            }
            if (!response.indicatesSuccess()) {
                throw new LoginException(
                        Fault.ATTEMPT,
                        "the provider refuses: "
                                + response.toErrorResponse().getErrorObject().getCode());
            }
            var code = response.toSuccessResponse().getAuthorizationCode();
            if (code == null) {
                throw new LoginException(Fault.ATTEMPT, "the answer has no code");
            }
            return code;
        } catch (ParseException | IllegalArgumentException e) {
            throw new LoginException(Fault.ATTEMPT, "the answer cannot be read");
        }
    }

    private synchronized Found provider() throws LoginException {
        if (found == null) {
            try {
                var metadata = OIDCProviderMetadata.resolve(
                        new Issuer(settings.issuer()), CONNECT_MILLISECONDS, READ_MILLISECONDS);
                found = new Found(
                        metadata,
                        Tokens.of(
                                settings.issuer(),
                                settings.clientId(),
                                metadata.getJWKSetURI().toURL()));
            } catch (GeneralException | IOException e) {
                throw unreachable(e);
            }
        }
        return found;
    }

    private LoginException unreachable(Exception e) {
        return new LoginException(
                Fault.PROVIDER, "the provider %s does not answer: %s".formatted(settings.issuer(), e.getMessage()));
    }
}
