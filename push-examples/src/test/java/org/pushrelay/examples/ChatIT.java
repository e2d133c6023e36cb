package org.pushrelay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.examples.chat.Chat;

/** The chat, as a process, in a real browser. */
class ChatIT {

  private static URI at(Program chat, String target) {
    return chat.uri().resolve(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventsource", "websocket", "longpoll"})
  void whatOneSaysTheOtherSees(String kind) throws Exception {
    try (Program chat = Program.java(Chat.class, "--port", "0");
        Browser ada = Browser.start();
        Browser grace = Browser.start()) {
      ada.open(at(chat, "/?room=kitchen&name=Ada"));
      ada.await("Ada is connected", page -> page.text("#state").equals("EventSource"));
      ada.submit("#text", "Is anybody here?");

      grace.open(at(chat, "/?room=kitchen&name=Grace"));
      grace.run("document.querySelector('input[value=" + kind + "]').click()");
      grace.await("Grace sees it", page -> page.texts(".message").size() == 1);
      grace.submit("#text", "I am: <b>Grace</b>");

      ada.await("Ada sees the answer", page -> page.texts(".message").size() == 2);
      ada.await("both are here", page -> page.texts("#present li").equals(List.of("Ada", "Grace")));
      assertThat(ada.texts(".message .text"))
          .containsExactly("Is anybody here?", "I am: <b>Grace</b>");
      assertThat(ada.texts(".message b")).as("names, but not one's own").containsExactly("Grace");
      assertThat(ada.texts(".message time"))
          .hasSize(2)
          .allMatch(time -> time.matches("\\d?\\d:\\d\\d.*"));
      grace.await("no message came twice", page -> page.texts(".message").size() == 2);
      if (kind.equals("websocket")) {
        ada.submit("#text", "Good. The coffee is ready.");
        grace.await("the last one", page -> page.texts(".message").size() == 3);
        grace.picture("chat");
      }
    }
  }

  @Test
  void aPageThatChangesItsWayGoesOnWhereItWas() throws Exception {
    try (Program chat = Program.java(Chat.class, "--port", "0");
        Browser ada = Browser.start()) {
      ada.open(at(chat, "/?room=garden&name=Ada"));
      int said = 0;
      for (String kind : List.of("longpoll", "websocket", "eventsource", "longpoll")) {
        ada.run("document.querySelector('input[value=" + kind + "]').click()");
        ada.submit("#text", "over " + kind);
        said++;
        int expected = said;
        ada.await("what was said", page -> page.texts(".message").size() == expected);
      }

      ada.open(at(chat, "/?room=lobby&name=Ada"));
      ada.await("another room", page -> page.text("#state").equals("EventSource"));
      assertThat(ada.texts(".message")).isEmpty();
    }
  }

  @Test
  void nameTypedIntoThePageIsUsedAndKept() throws Exception {
    try (Program chat = Program.java(Chat.class, "--port", "0");
        Browser browser = Browser.start()) {
      browser.open(at(chat, "/"));
      browser.await("a guest's name", page -> page.text("#present").startsWith("guest "));

      browser.submit("#name", "Ada");
      browser.await("the new name", page -> page.text("#present").equals("Ada"));

      browser.open(at(chat, "/?room=kitchen"));
      browser.await("the name in another room", page -> page.text("#present").equals("Ada"));
    }
  }

  @Test
  void phoneShowsPresenceAndRoomsWithoutScrollingSideways() throws Exception {
    try (Program chat = Program.java(Chat.class, "--port", "0");
        Browser phone = Browser.start()) {
      phone.phone(360, 640);
      phone.open(at(chat, "/?room=kitchen&name=Ada"));
      phone.await("Ada is there", page -> page.text("#present").equals("Ada"));
      phone.submit("#text", "From my phone");
      phone.await("the message", page -> page.texts(".message").size() == 1);

      assertThat(phone.find("#rooms").isDisplayed()).isTrue();
      assertThat(phone.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
      phone.picture("chat-phone");
    }
  }

  @Test
  void theDashboardMoves() throws Exception {
    try (Program chat = Program.java(Chat.class, "--port", "0");
        Browser browser = Browser.start()) {
      browser.open(at(chat, "/dashboard"));

      browser.await(
          "the charts have some points",
          page -> curves(page).stream().allMatch(curve -> curve.split("L", -1).length > 4));

      assertThat(browser.text("figure:nth-of-type(3) output")).isEqualTo("1");
      browser.picture("dashboard");
    }
  }

  @SuppressWarnings("unchecked") // a script that returns an array of strings
  private static List<String> curves(Browser page) {
    return (List<String>)
        page.run(
            "return [...document.querySelectorAll('.curve')].map(c => c.getAttribute('d') || '')");
  }
}
