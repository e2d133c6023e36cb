package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MessageId;

/** Writes messages with arbitrary bodies as multipart, and reads the parts as RFC 2046 says. */
class MultipartFormatFuzzTest {

  /** Bodies are separated by the byte 0xff, and contain boundaries of other streams. */
  @FuzzTest(maxDuration = "10m")
  void eachBodyIsOnePart(byte[] input) {
    String other = MultipartFormat.newBoundary();
    List<String> bodies = new ArrayList<>();
    for (String body : new String(input, ISO_8859_1).split("\u00ff", 8)) {
      bodies.add(body.replace("B", "\r\n--" + other));
    }
    MultipartFormat format =
        new MultipartFormat("text/plain", WireProfile.STANDARD, ResumeConfig.DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      deliveries.add(delivery(i, bodies.get(i)));
    }

    format.addWhole(deliveries, out);

    String boundary = format.contentType().value().replaceFirst(".*boundary=", "");
    assertThat(parts(out.toString(ISO_8859_1), boundary)).isEqualTo(bodies);
  }

  private static Delivery delivery(int tag, String body) {
    MessageDraft draft = MessageDraft.of(MessageBody.wrap(body.getBytes(ISO_8859_1)));
    return Delivery.of(new Message(new MessageId(1, tag), new MessageId(1, 0), draft));
  }

  private static List<String> parts(String text, String boundary) {
    String delimiter = "\r\n--" + boundary;
    List<String> parts = new ArrayList<>();
    int at = ("--" + boundary).length();
    while (!text.startsWith("--\r\n", at)) {
      int body = text.indexOf("\r\n\r\n", at) + 4;
      int end = text.indexOf(delimiter, body);
      parts.add(text.substring(body, end));
      at = end + delimiter.length();
    }
    assertThat(at + 4).as("the length of all parts").isEqualTo(text.length());
    return parts;
  }
}
