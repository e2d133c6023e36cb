package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * Feeds arbitrary bytes to a connection. The requests and their bodies depend on the bytes only:
 * the connection that receives them whole and one that receives them in pieces serve the same
 * requests and send the same responses.
 */
class Http1ConnectionFuzzTest {
  private static final int MAX_BODY = 64;
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  /** The first byte of an input is the size of the pieces. */
  @FuzzTest(maxDuration = "10m")
  void wholeAndCutInputsAreTheSameRequests(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int piece = 1 + (input[0] & 0x3f);

    Conversation whole = converse(input, input.length);
    Conversation cut = converse(input, piece);

    assertThat(cut.requests()).isEqualTo(whole.requests());
    assertThat(cut.responses()).isEqualTo(whole.responses());
  }

  private record Conversation(List<String> requests, String responses) {}

  private static Conversation converse(byte[] input, int piece) {
    List<String> requests = new ArrayList<>();
    ServerContext serverContext =
        new ServerContext(
            exchange -> serve(exchange, requests),
            ConnectionLimits.DEFAULT,
            false,
            refusal -> Refusals.of(refusal.status()),
            BufferBudget.unlimited(),
            error -> {},
            0);
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.pipeline().addLast(new Http1Connection(serverContext, channel));
    StringBuilder responses = new StringBuilder();
    for (int at = 1; at < input.length && channel.isOpen(); at += piece) {
      channel.writeInbound(Unpooled.copiedBuffer(input, at, Math.min(piece, input.length - at)));
      channel.runPendingTasks();
      drain(channel, responses);
    }
    channel.finishAndReleaseAll();
    return new Conversation(requests, withoutTime(responses.toString()));
  }

  private static void serve(Exchange exchange, List<String> requests) {
    PushRequest request = exchange.request();
    String line = request.method() + " " + request.path() + "?" + request.query();
    exchange.readBody(
        MAX_BODY,
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            requests.add(line + " " + new String(body.toByteArray(), ISO_8859_1));
            exchange.respond(PushResponse.of(200, List.of(), body));
          }

          @Override
          public void onTooLarge() {
            requests.add(line + " too large");
            exchange.respond(PushResponse.of(413).closing());
          }

          @Override
          public void onNoRoom() {
            requests.add(line + " no room");
            exchange.respond(PushResponse.of(503).closing());
          }

          @Override
          public void onFailure(Throwable cause) {
            exchange.respond(PushResponse.of(400).closing());
          }
        });
  }

  private static void drain(EmbeddedChannel channel, StringBuilder responses) {
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      responses.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }
  }

  /** A body that is there already needs no 100, and the date depends on the clock. */
  private static String withoutTime(String responses) {
    return responses.replace(CONTINUE, "").replaceAll("\r\nDate: [^\r]*", "");
  }
}
