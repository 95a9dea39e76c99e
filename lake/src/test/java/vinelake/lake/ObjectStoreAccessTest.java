package vinelake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import vinelake.core.hub.ObjectStore;

class ObjectStoreAccessTest {

    @Test
    void becomesSettingsOfHadoopWithTheKeysFetched() {
        assertThat(S3Endpoint.access(9000).settings())
                .containsOnly(
                        entry("fs.s3a.endpoint", "http://127.0.0.1:9000"),
                        entry("fs.s3a.endpoint.region", "us-east-1"),
                        entry("fs.s3a.path.style.access", "true"),
                        entry(
                                "fs.s3a.aws.credentials.provider",
                                "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
                        entry("fs.s3a.access.key", S3Endpoint.ACCESS_KEY),
                        entry("fs.s3a.secret.key", S3Endpoint.SECRET_KEY));
    }

    @Test
    void leavesHadoopItsOwnWayWhereTheHubSaysNothing() {
        assertThat(ObjectStoreAccess.of(ObjectStore.DEFAULT, secret -> "unused"))
                .isEqualTo(ObjectStoreAccess.DEFAULT);
    }

    @Test
    void tellsNoKey() {
        assertThat(S3Endpoint.access(9000)).asString().doesNotContain(S3Endpoint.ACCESS_KEY, S3Endpoint.SECRET_KEY);
    }
}
