import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

/**
 * Neo4j in the folder it is started in, with Bolt on 127.0.0.1: {@code <port> <file with the password of user neo4j>}.
 * Started from its source, with the jars of pom.xml on the class path; SIGTERM ends it in order.
 */
class Neo4j {
  public static void main(String[] words) throws Exception {
    var password = Files.readString(Path.of(words[1]));
    var neo4j = new DatabaseManagementServiceBuilder(Path.of("").toAbsolutePath())
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", Integer.parseInt(words[0])))
        .setConfig(GraphDatabaseSettings.auth_enabled, true)
        // Whoever waits for this server asks before the password stands, and must not be locked out for it.
        .setConfig(GraphDatabaseSettings.auth_max_failed_attempts, 0)
        .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64))
        .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
        .setConfig(GraphDatabaseSettings.udc_enabled, false)
        // Two silences of this many seconds are waited for when Bolt ends.
        .setConfig(GraphDatabaseInternalSettings.netty_server_shutdown_quiet_period, 0)
        .build();
    Runtime.getRuntime().addShutdownHook(new Thread(neo4j::shutdown));
    // Not ALTER, which refuses the password that stands already from the last start.
    neo4j.database(GraphDatabaseSettings.SYSTEM_DATABASE_NAME).executeTransactionally(
        "CREATE OR REPLACE USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED", Map.of("password", password));
    Thread.currentThread().join();
  }
}
