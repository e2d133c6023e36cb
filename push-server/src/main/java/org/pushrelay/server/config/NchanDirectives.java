package org.pushrelay.server.config;

import static org.pushrelay.server.config.Context.HTTP;
import static org.pushrelay.server.config.Context.LOCATION;
import static org.pushrelay.server.config.Context.SERVER;
import static org.pushrelay.server.config.DirectiveSpec.ANY;
import static org.pushrelay.server.config.DirectiveSpec.simple;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The directives of Nchan: those that are honoured, with their other names, and the rest. */
final class NchanDirectives {
  private static final List<DirectiveSpec> HONOURED = new ArrayList<>();
  private static final Map<String, List<String>> SPELLINGS = new HashMap<>();
  private static final Map<String, String> HARMLESS = new LinkedHashMap<>();

  /** Why Redis is refused, and what to do. */
  static final String NO_REDIS =
      "there is no Redis store yet (leave it out: messages are kept in the memory of one relay)";

  /** Seven channels are as many as Nchan takes. */
  private static final int IDS = 7;

  static {
    // endpoints and channels
    endpoint(2, "nchan_publisher nchan_publisher_location");
    endpoint(7, "nchan_subscriber nchan_subscriber_location");
    endpoint(8, "nchan_pubsub nchan_pubsub_location");
    local(1, IDS, "nchan_channel_id nchan_pubsub_channel_id");
    local(1, IDS, "nchan_publisher_channel_id nchan_pub_channel_id");
    local(1, IDS, "nchan_subscriber_channel_id nchan_sub_channel_id");
    one("nchan_channel_id_split_delimiter");
    one("nchan_channel_group", "push_channel_group");
    one("nchan_max_channel_id_length", "push_max_channel_id_length");
    // subscribers
    one("nchan_subscriber_first_message");
    one("nchan_subscriber_timeout", "push_subscriber_timeout");
    several(1, 5, "nchan_subscriber_last_message_id");
    one("nchan_subscriber_compound_etag_message_id");
    one("nchan_subscriber_message_id_custom_etag_header");
    one("nchan_longpoll_multipart_response");
    one("nchan_subscriber_http_raw_stream_separator");
    one("nchan_eventsource_event");
    one("nchan_eventsource_ping_interval");
    one("nchan_eventsource_ping_comment");
    one("nchan_eventsource_ping_event");
    one("nchan_eventsource_ping_data");
    one("nchan_max_channel_subscribers", "push_max_channel_subscribers");
    one("nchan_subscribe_existing_channels_only", "push_authorized_channels_only");
    one("nchan_websocket_ping_interval");
    several(2, 2, "nchan_websocket_client_heartbeat");
    one("nchan_deflate_message_for_websocket");
    one("nchan_permessage_deflate_compression_level");
    // messages
    one(
        "nchan_message_buffer_length nchan_message_max_buffer_length",
        "push_max_message_buffer_length",
        "push_message_buffer_length");
    one("nchan_message_timeout", "push_message_timeout");
    one("nchan_store_messages", "push_store_messages");
    one("nchan_channel_timeout", "push_channel_timeout");
    honour(
        "nchan_shared_memory_size nchan_max_reserved_memory",
        name -> simple(name, 1, 1, HTTP),
        "push_max_reserved_memory");
    // pages of other origins
    several(1, ANY, "nchan_access_control_allow_origin");
    one("nchan_access_control_allow_credentials");
    // groups, statistics and events
    one("nchan_channel_group_accounting");
    local(0, 3, "nchan_group_location");
    one("nchan_group_max_channels");
    one("nchan_group_max_subscribers");
    one("nchan_group_max_messages");
    one("nchan_group_max_messages_memory");
    one("nchan_group_max_messages_disk");
    local(0, 0, "nchan_stub_status");
    local(0, 0, "nchan_subscriber_info");
    one("nchan_subscriber_info_string");
    one("nchan_channel_events_channel_id");
    one("nchan_channel_event_string");
    // locations that have a say
    one("nchan_authorize_request");
    one("nchan_subscribe_request");
    one("nchan_unsubscribe_request");
    one("nchan_publisher_upstream_request");
    // the two that choose Nchan's store
    one("nchan_storage_engine");
    one("nchan_use_redis");

    harmless("messages are kept in memory, however long they are", "nchan_message_temp_path");
    harmless(
        "messages are compressed with zlib's own defaults, and windows below 10 bits refused",
        "nchan_permessage_deflate_compression_strategy nchan_permessage_deflate_compression_window"
            + " nchan_permessage_deflate_compression_memlevel");
  }

  private NchanDirectives() {}

  /** A setting with one argument, of every block. */
  private static void one(String names, String... legacy) {
    honour(names, name -> simple(name, 1, 1, HTTP, SERVER, LOCATION), legacy);
  }

  private static void several(int minArgs, int maxArgs, String names) {
    honour(names, name -> simple(name, minArgs, maxArgs, HTTP, SERVER, LOCATION));
  }

  /** What stands in servers and locations only. */
  private static void local(int minArgs, int maxArgs, String names) {
    honour(names, name -> simple(name, minArgs, maxArgs, SERVER, LOCATION));
  }

  /** An endpoint. As in Nchan, several of them in a location have their kinds together. */
  private static void endpoint(int maxArgs, String names) {
    honour(names, name -> simple(name, 0, maxArgs, SERVER, LOCATION).repeatable());
  }

  /**
   * Adds a directive.
   *
   * @param names its name, and others that mean the same
   * @param legacy names of NHPM's that mean the same in a location of Nchan's
   */
  private static void honour(String names, Function<String, DirectiveSpec> spec, String... legacy) {
    List<String> own = List.of(names.split(" ", -1));
    own.forEach(name -> HONOURED.add(spec.apply(name)));
    SPELLINGS.put(own.get(0), Stream.concat(own.stream(), Stream.of(legacy)).toList());
  }

  private static void harmless(String why, String names) {
    for (String name : names.split(" ", -1)) {
      HARMLESS.put(name, why);
    }
  }

  static Stream<DirectiveSpec> honoured() {
    return HONOURED.stream();
  }

  /** All names of a directive, the usual one first; of one that is not Nchan's, its name. */
  static List<String> spellings(String name) {
    return SPELLINGS.getOrDefault(name, List.of(name));
  }

  /** Lists of names that mean the same. */
  static Stream<List<String>> allSpellings() {
    return SPELLINGS.values().stream();
  }

  /** What becomes of a directive of Nchan's that is not honoured. */
  static Optional<UnsupportedDirective> unsupportedDirective(String name) {
    return name.startsWith("nchan_redis_")
        ? Optional.of(
            new UnsupportedDirective(true, "is not supported: " + NO_REDIS, "nchan_redis"))
        : Optional.ofNullable(HARMLESS.get(name)).map(UnsupportedDirective::ignored);
  }
}
