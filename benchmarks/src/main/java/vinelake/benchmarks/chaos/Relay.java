package vinelake.benchmarks.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands between a run and its object store, a request to a connection, and does to requests what networks and stores do;
 * or holds the put of a certain entry of a log until it is let go.
 */
final class Relay implements AutoCloseable {

    /** What happens to requests. */
    enum Trouble {
        NONE,
        /** Two of three are refused: the store has too much to do. */
        UNAVAILABLE,
        /** Answers wait up to a second. */
        SLOW,
        /** Of one in four the body or the answer ends in the middle. */
        CUT
    }

    private static final Pattern ENTRY =
            Pattern.compile("PUT /" + Site.BUCKET + "/lake/(.+?)(?:/_delta_log)?/\\d{20}\\.json[ ?].*", Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d+)");
    private static final String TOO_BUSY =
            "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
    private static final int SLOWEST_MILLIS = 1_000;
    private static final String END = "\r\n\r\n";
    private static final int BUFFER = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private final Random random;
    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private final AtomicInteger troubled = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Trouble trouble = Trouble.NONE;
    private volatile Optional<Halt> halt = Optional.empty();
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch letGo = new CountDownLatch(1);

    private Relay(ServerSocket listener, int target, Random random) {
        this.listener = listener;
        this.target = target;
        this.random = random;
    }

    static Relay start(int port, int target, Random random) throws IOException {
        var listener = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
        var relay = new Relay(listener, target, random);
        relay.threads.submit(relay::accept);
        return relay;
    }

    void trouble(Trouble now) {
        trouble = now;
    }

    /** How many requests were troubled. */
    int troubled() {
        return troubled.get();
    }

    /** Holds a put of the next run. */
    void haltNextRunAt(Halt at) {
        written.clear();
        reached = new CountDownLatch(1);
        letGo = new CountDownLatch(1);
        halt = Optional.of(at);
    }

    boolean isHalted() {
        return reached.getCount() == 0;
    }

    /** What is held goes its way; nothing is held again. */
    void letGo() {
        halt = Optional.empty();
        letGo.countDown();
    }

    private Void accept() throws IOException {
        while (!listener.isClosed()) {
            var client = listener.accept();
            threads.submit(() -> {
                try (client;
                        var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    relay(client, server);
                } catch (IOException e) {
                    // One of the two has hung up, and the other one sees that.
                    return null;
                }
                return null;
            });
        }
        return null;
    }

    private void relay(Socket client, Socket server) throws IOException, InterruptedException {
        var in = client.getInputStream();
        var head = head(in);
        if (head.isEmpty()) {
            return;
        }
        var length = LENGTH.matcher(head);
        long body = length.find() ? Long.parseLong(length.group(1)) : 0;
        boolean isAsking = head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue");
        boolean isCut = false;
        switch (trouble) {
            case UNAVAILABLE -> {
                if (random.nextInt(3) > 0) {
                    troubled.incrementAndGet();
                    if (!isAsking) {
                        copy(in, OutputStream.nullOutputStream(), body);
                    }
                    refuse(client.getOutputStream());
                    return;
                }
            }
            case SLOW -> {
                troubled.incrementAndGet();
                Thread.sleep(random.nextInt(SLOWEST_MILLIS));
            }
            case CUT -> {
                isCut = random.nextInt(4) == 0;
                troubled.addAndGet(isCut ? 1 : 0);
            }
            case NONE -> {}
        }
        var place = halted(head);
        hold(place, Place.BEFORE);
        var out = server.getOutputStream();
        out.write(withoutReuse(head.replaceAll("(?im)^expect:.*\r\n", "")).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (isAsking) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().flush();
        }
        copy(in, out, body / 2);
        if (isCut && body > 0) {
            return;
        }
        hold(place, Place.MIDDLE);
        copy(in, out, body - body / 2);
        answer(server.getInputStream(), client.getOutputStream(), place, isCut);
    }

    private void answer(InputStream in, OutputStream out, Optional<Place> place, boolean isCut)
            throws IOException, InterruptedException {
        var head = head(in);
        hold(place, Place.AFTER);
        if (isCut) {
            out.write(head.substring(0, head.length() / 2).getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        out.write(withoutReuse(head).getBytes(StandardCharsets.ISO_8859_1));
        in.transferTo(out);
        out.flush();
    }

    /** One request to a connection: its end is then the end of the answer. */
    private static String withoutReuse(String head) {
        return head.replaceAll("(?im)^connection:.*\r\n", "").replaceFirst(END + "$", "\r\nConnection: close" + END);
    }

    private static void refuse(OutputStream out) throws IOException {
        out.write(
                ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(TOO_BUSY.length(), TOO_BUSY))
                        .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Where the request is to be held, if it is the put that is. */
    private Optional<Place> halted(String head) {
        var entry = ENTRY.matcher(head);
        if (!entry.matches()) {
            return Optional.empty();
        }
        var table = entry.group(1);
        int ordinal = written.merge(table, 1, Integer::sum);
        return halt.filter(h -> h.table().equals(table) && h.ordinal() == ordinal)
                .map(Halt::place);
    }

    private void hold(Optional<Place> asked, Place place) throws InterruptedException {
        if (asked.equals(Optional.of(place)) && letGo.getCount() > 0) {
            reached.countDown();
            letGo.await();
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        do {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        } while (head.length() < END.length() || head.lastIndexOf(END) != head.length() - END.length());
        return head.toString();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("%d bytes of the body are missing".formatted(left));
            }
            out.write(buffer, 0, count);
            out.flush();
            left -= count;
        }
    }

    @Override
    public void close() throws IOException {
        letGo.countDown();
        listener.close();
        threads.shutdownNow();
    }
}
