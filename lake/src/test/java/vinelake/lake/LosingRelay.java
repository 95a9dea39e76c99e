package vinelake.lake;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and an endpoint, and loses the answers to puts when it is told to. */
final class LosingRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final AtomicInteger toLose = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private LosingRelay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static LosingRelay start(int target) throws IOException {
        var relay = new LosingRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        relay.threads.submit(() -> relay.accept());
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The answer to the next put is lost after the endpoint has done what it was asked. */
    void loseNextAnswer() {
        toLose.set(1);
    }

    int lost() {
        return lost.get();
    }

    private Void accept() throws IOException {
        while (!listener.isClosed()) {
            var client = listener.accept();
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            var isPut = new boolean[1];
            threads.submit(() -> {
                relay(client, server, text -> {
                    if (text.startsWith("PUT ")) {
                        isPut[0] = true;
                    }
                    return true;
                });
                return null;
            });
            threads.submit(() -> {
                relay(server, client, text -> !isLost(isPut[0], text));
                return null;
            });
        }
        return null;
    }

    /** That the body may follow is no answer yet. */
    private boolean isLost(boolean isPut, String text) {
        if (!isPut || text.startsWith("HTTP/1.1 100") || toLose.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            return false;
        }
        lost.incrementAndGet();
        return true;
    }

    private interface Passing {
        boolean isPassed(String text);
    }

    private static void relay(Socket from, Socket to, Passing passing) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            var buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!passing.isPassed(new String(buffer, 0, length, StandardCharsets.ISO_8859_1))) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, length);
                to.getOutputStream().flush();
            }
        } catch (SocketException closed) {
            // The other direction has ended.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
