package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page for people, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
  private Browser browser;
  private DefaultRelay relay;

  @BeforeAll
  void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  void endBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void startRelay() throws Exception {
    relay = DefaultRelay.start();
  }

  @AfterEach
  void stopRelay() throws Exception {
    browser.open("about:blank");
    relay.close();
  }

  @Test
  void formPublishesAndTheLiveViewShowsIt() {
    openAndWait("miss");

    browser.submit("#message", "hello world & more");

    awaitMessages("hello world & more");
    assertThat(browser.find("#messages .raw").isDisplayed()).isFalse();
    browser.find("#messages summary").click();
    assertThat(browser.texts("#messages .raw")).containsExactly("message=hello+world+%26+more");
    assertThat(browser.texts("#messages .type"))
        .containsExactly("application/x-www-form-urlencoded");
    assertThat(browser.text("#messages .id")).matches("id \\d{10}:0");
    assertThat(browser.text("#outcome")).startsWith("201: delivered\nqueued messages: 1");
    assertThat(browser.find("#message").getDomProperty("value")).isEmpty();
  }

  @Test
  void messagesFromOutsideAppearOnceEachAndInOrder() throws Exception {
    openAndWait("miss");

    List<String> published = publish("miss", 20);

    awaitMessages(published.toArray(String[]::new));
    assertThat(browser.text("#count")).isEqualTo("20 messages, newest first");
    assertThat(browser.texts("#messages .type")).containsOnly("text/plain");
  }

  @Test
  void formSubmittedQuicklyKeepsItsOrder() {
    openAndWait("miss");

    browser.run(
        "for (let i = 0; i < 15; i++) {"
            + " document.getElementById('message').value = 'quick ' + i;"
            + " document.getElementById('publish').requestSubmit(); }");

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      expected.add("quick " + i);
    }
    awaitMessages(expected.toArray(String[]::new));
  }

  @Test
  void showsWhatWasKeptBeforeItWasOpened() throws Exception {
    List<String> published = publish("kept", 3);

    openAndWait("kept");

    awaitMessages(published.toArray(String[]::new));
  }

  @Test
  void bodiesAreNeverMarkup() throws Exception {
    openAndWait("miss");
    String markup =
        "<img src=x onerror=\"window.caught = true\"><script>window.caught = 1</script>";

    relay.publish("miss", markup, "text/html");
    relay.publish("miss", "", "<b>type</b>");
    relay.publish("miss", "a=<i>b</i>", "application/x-www-form-urlencoded");
    relay.publish("miss", "c", "text/plain; charset=no-such-charset");
    browser.run("fetch('/pub?id=miss', {method: 'POST', body: new Uint8Array([0xff, 0xfe])})");

    awaitCount(5);
    assertThat(browser.texts("#messages li .body")).containsExactly("c", "<i>b</i>", markup);
    assertThat(browser.texts("#messages .note"))
        .containsExactly("not text: 2 bytes", "empty message");
    assertThat(browser.text("#messages .hex")).startsWith("0000  ff fe").endsWith("..");
    assertThat(browser.texts("#messages .type")).contains("<b>type</b>");
    assertThat(browser.run("return window.caught")).isNull();
  }

  @Test
  void goesOnWithoutGapOrRepeatWhenTheRelayComesBack() throws Exception {
    openAndWait("miss");
    relay.publish("miss", "before");
    awaitMessages("before");

    relay.stop();
    browser.await("lost", b -> b.text("#status").startsWith("Connection lost: retrying in "));
    relay.startAgain();
    browser.await("waiting again", b -> b.text("#status").equals("Waiting for messages on miss"));
    relay.publish("miss", "after");

    awaitMessages("before", "after");
  }

  @Test
  void asksAgainWhenAWaitEndsWithoutAMessage() throws Exception {
    try (DefaultRelay impatient = DefaultRelay.start(Duration.ofMillis(1200))) {
      browser.open(impatient.uri("/"));
      impatient.awaitAsked(2);
      impatient.publish("miss", "late");
      awaitMessages("late");

      impatient.awaitAsked(3);
      assertThat(browser.text("#status")).isEqualTo("Waiting for messages on miss");
      impatient.publish("miss", "later");

      awaitMessages("late", "later");
      browser.open("about:blank");
    }
  }

  @Test
  void twoTabsGetTheSameMessages() throws Exception {
    openAndWait("miss");
    browser.inNewTab(
        relay.uri("/"),
        () -> {
          relay.awaitWaiting("miss", 2);
          relay.publish("miss", "for both");
          awaitMessages("for both");
        });

    awaitMessages("for both");
  }

  @Test
  void anotherChannelIsPublishedToAndFollowed() throws Exception {
    openAndWait("miss");
    relay.publish("miss", "old");
    awaitMessages("old");
    String odd = "it's ünique & odd";

    browser.submit("#channel", odd);
    awaitMessages();
    browser.submit("#message", "new");

    awaitMessages("new");
    assertThat(browser.text("#status")).isEqualTo("Waiting for messages on " + odd);
    assertThat(browser.text("#curl-subscribe"))
        .isEqualTo("curl -i '" + relay.uri("/sub?id=it%27s%20%C3%BCnique%20%26%20odd") + "'");
    browser.run("location.reload()");
    awaitMessages("new");
  }

  @Test
  void refusedMessageIsGivenBack() throws Exception {
    openAndWait("miss");

    browser.run(
        "document.getElementById('message').value = 'x'.repeat(1 << 20);"
            + "document.getElementById('publish').requestSubmit();");

    browser.await("refusal", b -> b.text("#outcome").startsWith("413: refused"));
    assertThat(browser.find("#message").getDomProperty("value")).hasSize(1 << 20);
  }

  @Test
  void formWorksWithoutJavaScript() throws Exception {
    try (Browser plain = Browser.startWithoutJavaScript()) {
      plain.open(relay.uri("/"));
      assertThat(plain.text("#live")).contains("needs JavaScript");
      assertThat(plain.find("#choose").isDisplayed()).isFalse();

      plain.submit("#message", "plain and simple");

      plain.await("response", b -> b.text("body").startsWith("queued messages: 1"));
      assertThat(relay.message("miss").body()).isEqualTo("message=plain+and+simple");
    }
  }

  @Test
  void formOfThePublisherWorksFromAFile(@TempDir Path directory) throws Exception {
    String form = Files.readString(Path.of("original", "form.html"));
    Path copy = directory.resolve("form.html");
    Files.writeString(copy, form.replace("http://127.0.0.1:8080/", relay.uri("/").toString()));
    browser.open(copy.toUri());

    browser.submit("input[name=message]", "hello world");

    browser.await("response", b -> b.text("body").startsWith("queued messages: 1"));
    assertThat(relay.message("miss").body()).isEqualTo("message=hello+world");
  }

  @Test
  void fitsOnAPhoneAndIntoTheDark() throws Exception {
    openAndWait("miss");
    relay.publish("miss", "{\"temperature\": 21.5, \"unit\": \"C\"}", "application/json");
    relay.publish("miss", "Build 217 passed.\nAll 1,204 tests are green.");
    browser.submit("#message", "hello world");
    awaitCount(3);
    browser.picture("page");
    browser.colours("dark");
    browser.picture("page-dark");
    relay.publish("miss", "w".repeat(300), "text/" + "x".repeat(300));
    awaitCount(4);
    browser.phone(360, 740);
    browser.picture("page-phone-dark");
    browser.colours("light");
    browser.picture("page-phone");
    Object width = browser.run("return document.documentElement.scrollWidth");
    browser.desktop();

    assertThat(width).isEqualTo(360L);
  }

  private void openAndWait(String channel) {
    browser.open(relay.uri("/?id=" + channel));
    relay.awaitWaiting(channel, 1);
  }

  private List<String> publish(String channel, int messages) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      texts.add("message " + i);
      relay.publish(channel, texts.get(i));
    }
    return texts;
  }

  private void awaitCount(int messages) {
    browser.await(messages + " messages", b -> b.texts("#messages li").size() == messages);
  }

  /** Waits until these bodies, oldest first, are all that the page shows. */
  private void awaitMessages(String... bodies) {
    awaitCount(bodies.length);
    List<String> shown = new ArrayList<>(browser.texts("#messages .body"));
    Collections.reverse(shown);
    assertThat(shown).containsExactly(bodies);
  }
}
