package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;

/**
 * What of Nchan's directives cannot be, or has no effect, is said when the configuration is read.
 */
class RefusedNchanTest {
  private static List<String> problems(String directives) {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                RelayConfig.parse(
                    "relay.conf", "location /a {\n" + directives + "\n}", Path.of("/base")));
    return failure.problems().stream().map(Problem::toString).toList();
  }

  private static List<String> notes(String directives) throws ConfigException {
    return RelayConfig.parse("relay.conf", "location /a {\n" + directives + "\n}", Path.of("/base"))
        .notes()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nchan_redis_pass up; | \"nchan_redis_pass\" is not supported: there is no Redis store yet (leave it out: messages are kept in the memory of one relay)",
        "nchan_benchmark; | \"nchan_benchmark\" is a directive of Nchan's benchmark, which the relay does not have: generate load by a program of its own",
        "nchan_use_redis on; | \"nchan_use_redis\" is not supported: there is no Redis store yet (leave it out: messages are kept in the memory of one relay)",
        "nchan_storage_engine redis; | \"nchan_storage_engine\" is not supported: there is no Redis store yet (leave it out: messages are kept in the memory of one relay)",
        "nchan_authorize_request a; | \"nchan_authorize_request\" is \"a\" (expected: the path of a location of this server, as /auth)",
        "nchan_subscriber_info; | \"nchan_subscriber_info\" needs a channel (expected: nchan_channel_id ...; beside it)",
        "nchan_stub_status; nchan_publisher; nchan_channel_id a; | \"nchan_stub_status\" contradicts \"nchan_publisher\" in the same location (expected: a location for each)",
        "push_metrics; push_health; | \"push_health\" contradicts \"push_metrics\" in the same location (expected: a location for each)",
        "push_health; nchan_publisher; nchan_channel_id a; | \"push_health\" cannot stand beside \"nchan_publisher\" of Nchan's",
        "nchan_group_location; | \"nchan_group_location\" needs a group (expected: nchan_channel_group ...; beside it)",
        "nchan_group_location post; nchan_channel_group a; | \"nchan_group_location\" has \"post\" (expected: get, set or delete)",
        "nchan_group_max_messages_memory lots; | \"nchan_group_max_messages_memory\" is \"lots\" (expected: a size, as 512, 8k, 32m or 1g)",
        "nchan_permessage_deflate_compression_level 10; | \"nchan_permessage_deflate_compression_level\" is \"10\" (expected: 0 to 9)",
        "nchan_longpoll_multipart_response yes; | \"nchan_longpoll_multipart_response\" is \"yes\" (expected: off, on or raw)",
        "nchan_subscriber; | \"nchan_subscriber\" needs a channel (expected: nchan_channel_id ...; beside it)",
        "nchan_pubsub; nchan_publisher_channel_id a; | \"nchan_pubsub\" needs a channel (expected: nchan_channel_id ...; beside it)",
        "nchan_subscriber carrier-pigeon; nchan_channel_id a; | \"nchan_subscriber\" has \"carrier-pigeon\" (expected: websocket, eventsource, longpoll, intervalpoll, chunked, multipart-mixed or http-raw-stream)",
        "nchan_publisher longpoll; nchan_channel_id a; | \"nchan_publisher\" has \"longpoll\" (expected: http or websocket)",
        "nchan_subscriber longpoll intervalpoll; nchan_channel_id a; | \"nchan_subscriber\" has longpoll and intervalpoll, which cannot be told apart (expected: one of them)",
        "nchan_channel_id 1 2 3 4 5 6 7 8; | \"nchan_channel_id\" takes 1 to 7 arguments, and has 8",
        "nchan_channel_id $nothing; nchan_publisher; | \"nchan_channel_id\" uses the variable $nothing, which nothing defines",
        "nchan_channel_events_channel_id $nchan_channel_event; | \"nchan_channel_events_channel_id\" uses the variable $nchan_channel_event, which nothing defines",
        "nchan_channel_event_string $nchan_channel_count; | \"nchan_channel_event_string\" uses the variable $nchan_channel_count, which nothing defines (did you mean $nchan_channel_event?)",
        "nchan_message_timeout soon; | \"nchan_message_timeout\" is \"soon\" (expected: a time, as 5, 500ms, 2h or 1h30m)",
        "nchan_message_buffer_length -1; | \"nchan_message_buffer_length\" is \"-1\" (expected: a number from 0 on)",
        "nchan_max_channel_id_length 0; | \"nchan_max_channel_id_length\" is \"0\" (expected: a number from 1 on)",
        "nchan_subscriber_first_message first; | \"nchan_subscriber_first_message\" is \"first\" (expected: oldest, newest, or a number, as 2 or -2)",
        "nchan_subscriber_message_id_custom_etag_header Content-Length; | \"nchan_subscriber_message_id_custom_etag_header\" is \"Content-Length\" (expected: the name of a header of your own)",
        "nchan_message_timeout 5; push_message_timeout 5; | \"push_message_timeout\" is the same as \"nchan_message_timeout\" before it",
        "nchan_publisher; nchan_channel_id a; push_delete_oldest_received_message on; | \"push_delete_oldest_received_message\" cannot stand beside \"nchan_publisher\" of Nchan's",
        "push_publisher; set $push_channel_id a; nchan_message_timeout 5; | \"nchan_message_timeout\" cannot stand beside \"push_publisher\" of NHPM's",
        "nchan_publsher; | \"nchan_publsher\" is no directive (did you mean \"nchan_publisher\"?)"
      })
  void whatCannotBeIsToldWithItsLine(String directives, String message) {
    assertThat(problems(directives)).containsExactly("relay.conf:2: " + message);
  }

  @Test
  void upstreamOfRedisServersIsRefusedOnceAndNotForHavingNoServer() {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                RelayConfig.parse(
                    "relay.conf",
                    """
                    http {
                      upstream redis {
                        nchan_redis_server redis://127.0.0.1;
                        nchan_redis_server redis://127.0.0.2;
                      }
                      server {
                        location / { nchan_subscriber; nchan_channel_id a; nchan_redis_pass redis; }
                      }
                    }
                    """,
                    Path.of("/base")));

    assertThat(failure)
        .hasMessage(
            """
            relay.conf:3: "nchan_redis_server" is not supported: there is no Redis store yet \
            (leave it out: messages are kept in the memory of one relay)
            relay.conf:7: "nchan_redis_pass" is not supported: there is no Redis store yet \
            (leave it out: messages are kept in the memory of one relay)""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nchan_message_temp_path /tmp; | \"nchan_message_temp_path\" has no effect: messages are kept in memory, however long they are",
        "nchan_storage_engine memory; | \"nchan_storage_engine\" has no effect: messages are kept in memory",
        "nchan_permessage_deflate_compression_strategy rle; | \"nchan_permessage_deflate_compression_strategy\" has no effect: messages are compressed with zlib's own defaults, and windows below 10 bits refused",
        "nchan_permessage_deflate_compression_memlevel 9; | \"nchan_permessage_deflate_compression_memlevel\" has no effect: messages are compressed with zlib's own defaults, and windows below 10 bits refused",
        "nchan_permessage_deflate_compression_window 10; | \"nchan_permessage_deflate_compression_window\" has no effect: messages are compressed with zlib's own defaults, and windows below 10 bits refused",
        "nchan_access_control_allow_origin *; nchan_access_control_allow_credentials on; | \"nchan_access_control_allow_credentials\" has no effect: browsers send none where * is allowed",
        "nchan_access_control_allow_origin https://a.example/; | \"nchan_access_control_allow_origin\" has \"https://a.example/\", which is no page's origin (an origin has no path)",
        "nchan_subscriber; nchan_channel_id a; nchan_access_control_allow_origin *; nchan_deflate_message_for_websocket on; | \"nchan_deflate_message_for_websocket\" has no effect here: messages are compressed by the location that publishes them",
        "nchan_subscriber; nchan_channel_id a; nchan_access_control_allow_origin *; nchan_permessage_deflate_compression_level 9; | \"nchan_permessage_deflate_compression_level\" has no effect here: messages are compressed by the location that publishes them",
        "push_subscriber; set $push_channel_id a; push_stream_gaps off; | \"push_stream_gaps\" has no effect: there are no streams here",
        "nchan_subscriber intervalpoll eventsource; nchan_channel_id a; nchan_access_control_allow_origin *; | \"nchan_subscriber\" intervalpoll answers every request at once: the other kinds have no effect"
      })
  void whatHasNoEffectIsNoted(String directives, String message) throws ConfigException {
    assertThat(notes(directives)).containsExactly("relay.conf:2: " + message);
  }
}
