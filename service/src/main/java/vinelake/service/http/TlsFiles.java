package vinelake.service.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The certificate that the service shows, and its key.
 *
 * @param certificate PEM, with its chain
 * @param key PEM, PKCS#8, not encrypted
 */
public record TlsFiles(Path certificate, Path key) {

    KeyStore keyStore() {
        try (var in = Files.newInputStream(certificate)) {
            var chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(new Certificate[0]);
            if (chain.length == 0) {
                throw new GeneralSecurityException("there is no certificate in it");
            }
            var text = Files.readString(key).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            var privateKey = KeyFactory.getInstance(chain[0].getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("service", privateKey, new char[0], chain);
            return store;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "hub.yaml: /service/tls: %s and %s cannot be used: %s. Allowed: PEM files, the key as PKCS#8 without a password"
                            .formatted(certificate, key, e.getMessage()),
                    e);
        }
    }
}
