package org.pushrelay.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to do to which server, as it is said on the command line. */
public final class LoadOptions {
  /** A process may often open no more than 20,000 files; and ports, too, are few. */
  private static final int MAX_SUBSCRIBERS = 19_000;

  private static final String DEFAULT = "; default: ${DEFAULT-VALUE}";

  @Option(
      names = "--server",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:8080",
      converter = Loopback.class,
      description = "a loopback address" + DEFAULT)
  private InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  @Option(
      names = "--mode",
      defaultValue = "longpoll",
      description = "longpoll, publish (no subscribers), or idle (no messages)" + DEFAULT)
  private Mode mode = Mode.LONGPOLL;

  @Option(names = "--subs", defaultValue = "100", description = "subscribers" + DEFAULT)
  private int subscribers;

  @Option(
      names = "--stuck",
      defaultValue = "0",
      description = "more clients, of event streams, that read nothing" + DEFAULT)
  private int stuck;

  @Option(
      names = "--channels",
      defaultValue = "1",
      description = "channels; subscribers and messages take turns at them" + DEFAULT)
  private int channels;

  @Option(
      names = "--messages",
      defaultValue = "100",
      description = "messages that are measured" + DEFAULT + " (idle: none)")
  private int messages;

  @Option(
      names = "--warmup",
      defaultValue = "0",
      description = "messages before them, checked and not measured" + DEFAULT)
  private int warmup;

  @Option(names = "--size", defaultValue = "128", description = "bytes of a message" + DEFAULT)
  private int size;

  @Option(
      names = "--window",
      defaultValue = "1",
      description = "closed loop: messages that have not reached everybody yet" + DEFAULT)
  private int window;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "open loop: messages a second; 0 is a closed loop" + DEFAULT)
  private double rate;

  @Option(
      names = "--publishers",
      defaultValue = "1",
      description = "connections to publish on; each channel keeps to one" + DEFAULT)
  private int publishers;

  @Option(
      names = "--hold",
      defaultValue = "0",
      description = "seconds to hold all subscribers before the messages" + DEFAULT)
  private int holdSeconds;

  @Option(
      names = "--timeout",
      defaultValue = "120",
      description = "seconds that connecting, warm-up or messages may take each" + DEFAULT)
  private int timeoutSeconds;

  @Option(
      names = "--pid",
      split = ",",
      paramLabel = "PID",
      description = "processes of the server, whose processor time is measured")
  private Set<Long> pids = Set.of();

  @Option(
      names = "--pid-tree",
      split = ",",
      paramLabel = "PID",
      description = "the same with all that they have started, such as the workers of nginx")
  private Set<Long> pidTrees = Set.of();

  @Option(
      names = "--pub",
      defaultValue = "/pub?id={channel}",
      description = "where to publish" + DEFAULT)
  private String publishTarget = "";

  @Option(
      names = "--sub",
      defaultValue = "/sub?id={channel}",
      description = "where to subscribe" + DEFAULT)
  private String subscribeTarget = "";

  /** Options that picocli fills in. */
  public LoadOptions() {}

  /** The options of a command line. */
  public static LoadOptions parse(String... arguments) {
    LoadOptions options = new LoadOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    options.check();
    return options;
  }

  /**
   * Checks what fits together.
   *
   * @throws IllegalArgumentException saying what does not
   */
  void check() {
    atLeast("--subs", subscribers, 1);
    if (subscribers > MAX_SUBSCRIBERS) {
      throw new IllegalArgumentException(
          "--subs: " + subscribers + " (expected: at most " + MAX_SUBSCRIBERS + ")");
    }
    atLeast("--stuck", stuck, 0);
    if (stuck > MAX_SUBSCRIBERS - subscribers) {
      throw new IllegalArgumentException(
          "--stuck: " + stuck + " (expected: at most " + MAX_SUBSCRIBERS + " with --subs)");
    }
    atLeast("--channels", channels, 1);
    atLeast("--messages", messages, 0);
    atLeast("--warmup", warmup, 0);
    atLeast("--size", size, Stamp.BYTES);
    atLeast("--window", window, 1);
    atLeast("--publishers", publishers, 1);
    if (!(rate >= 0)) {
      throw new IllegalArgumentException("--rate: " + rate + " (expected: at least 0)");
    }
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + ": " + value + " (expected: at least " + least + ")");
    }
  }

  InetSocketAddress server() {
    return server;
  }

  Mode mode() {
    return mode;
  }

  int subscribers() {
    return mode == Mode.PUBLISH ? 0 : subscribers;
  }

  int stuck() {
    return stuck;
  }

  int channels() {
    return channels;
  }

  int messages() {
    return mode == Mode.IDLE ? 0 : messages;
  }

  int warmup() {
    return warmup;
  }

  int size() {
    return size;
  }

  /** Publishing alone keeps every connection busy. */
  int window() {
    return mode == Mode.PUBLISH ? 4 * publishers : window;
  }

  double rate() {
    return rate;
  }

  int publishers() {
    return publishers;
  }

  Duration hold() {
    return Duration.ofSeconds(holdSeconds);
  }

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }

  Set<Long> pids() {
    return pids;
  }

  Set<Long> pidTrees() {
    return pidTrees;
  }

  String publishTarget(String channel) {
    return publishTarget.replace("{channel}", channel);
  }

  String subscribeTarget(String channel) {
    return subscribeTarget.replace("{channel}", channel);
  }

  /** How many subscribers the channel with this number has. */
  int subscribersOf(int channel) {
    int all = subscribers();
    return all / channels + (channel < all % channels ? 1 : 0);
  }

  /** A load generator that could be pointed at any host would be a weapon. */
  static final class Loopback implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String value) throws UnknownHostException {
      int colon = value.lastIndexOf(':');
      if (colon < 1) {
        throw new TypeConversionException(value + " (expected: ADDRESS:PORT)");
      }
      InetAddress address = InetAddress.getByName(value.substring(0, colon));
      if (!address.isLoopbackAddress()) {
        throw new TypeConversionException(value + " (expected: a loopback address)");
      }
      return new InetSocketAddress(address, Integer.parseInt(value.substring(colon + 1)));
    }
  }
}
