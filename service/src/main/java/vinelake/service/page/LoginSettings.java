package vinelake.service.page;

import java.util.Optional;

/**
 * Where people log in.
 *
 * @param issuer the provider's address
 * @param secret empty for a client that proves itself by PKCE alone
 * @param url where browsers reach the service, without a path
 */
record LoginSettings(String issuer, String clientId, Optional<String> secret, String url) {

    /** The provider sends the browser back to it. */
    String callback() {
        return url + LoginPages.CALLBACK;
    }
}
