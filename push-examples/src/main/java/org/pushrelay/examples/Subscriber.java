package org.pushrelay.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads a channel by long-polling: each message once and in order, also when the relay goes away in
 * between and comes back. A message's id is its {@code Last-Modified} and its {@code Etag}; sent
 * back together they ask for the message that follows. One thread at a time.
 */
public final class Subscriber {
  /** A wait so long is asked for again, in case the connection died silently. */
  private static final Duration LONGEST_POLL = Duration.ofMinutes(2);

  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI channel;
  private String lastModified = "";
  private String etag = "";
  private int failures;

  /** A subscriber that begins with the oldest message that the relay keeps. */
  public Subscriber(URI channel) {
    this.channel = channel;
  }

  /** The next message; waits for it as long as it takes, and whatever happens. */
  public HttpResponse<String> next() throws InterruptedException {
    while (true) {
      long asked = System.nanoTime();
      try {
        HttpResponse<String> response = http.send(request(), BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          failures = 0;
          lastModified = response.headers().firstValue("Last-Modified").orElse("");
          etag = response.headers().firstValue("Etag").orElse("");
          return response;
        }
        boolean waited = System.nanoTime() - asked > 1_000_000_000L;
        if (response.statusCode() != 304 || !waited) {
          retry("answer " + response.statusCode());
        }
      } catch (HttpTimeoutException e) {
        failures = 0; // nothing came, and that is all
      } catch (IOException e) {
        retry(e.toString());
      }
    }
  }

  private HttpRequest request() {
    HttpRequest.Builder request = HttpRequest.newBuilder(channel).timeout(LONGEST_POLL);
    if (!lastModified.isEmpty()) {
      request.header("If-Modified-Since", lastModified).header("If-None-Match", etag);
    }
    return request.build();
  }

  /** Waits longer from failure to failure, and not as long as others do. */
  private void retry(String reason) throws InterruptedException {
    long most = Math.min(LONGEST_RETRY_MILLIS, 500L << Math.min(failures++, 6));
    long delay = ThreadLocalRandom.current().nextLong(most / 2, most);
    System.out.printf("--- no message (%s): asking again in %d ms%n", reason, delay);
    // this thread does nothing else, and clients that all came back at once would be refused again
    Thread.sleep(delay);
  }

  /** Prints the messages of a channel as they come. */
  public static void main(String[] args) throws InterruptedException {
    CommandLine line =
        new CommandLine("Prints the messages of a channel as they come.")
            .option("--url", "http://127.0.0.1:8080/sub?id=miss", "the channel")
            .option("--count", "0", "end after so many messages, 0 for never")
            .parse(args);
    int count = line.number("--count");
    Subscriber subscriber = new Subscriber(URI.create(line.text("--url")));
    for (int i = 0; count == 0 || i < count; i++) {
      HttpResponse<String> message = subscriber.next();
      message
          .headers()
          .firstValue("Push-Gap")
          .ifPresent(after -> System.out.println("--- messages after " + after + " were lost"));
      System.out.println(
          message.headers().firstValue("Last-Modified").orElse("") + ": " + message.body());
    }
  }
}
