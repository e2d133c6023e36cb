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
  private static final Map<String, String> REFUSED = new LinkedHashMap<>();
  private static final String REDIS = "there is no Redis store yet";

  /** Seven channels are as many as Nchan takes. */
  private static final int IDS = 7;

  static {
    // endpoints and channels
    local(0, 2, "nchan_publisher nchan_publisher_location");
    local(0, 7, "nchan_subscriber nchan_subscriber_location");
    local(0, 8, "nchan_pubsub nchan_pubsub_location");
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
        "zlib is used with its own defaults",
        "nchan_permessage_deflate_compression_strategy nchan_permessage_deflate_compression_window"
            + " nchan_permessage_deflate_compression_memlevel");

    refused(
        "the relay generates no load of its own",
        "nchan_benchmark nchan_benchmark_time nchan_benchmark_messages_per_channel_per_minute"
            + " nchan_benchmark_message_padding_bytes nchan_benchmark_channels"
            + " nchan_benchmark_subscribers_per_channel nchan_benchmark_subscriber_distribution"
            + " nchan_benchmark_publisher_distribution");
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

  private static void refused(String why, String names) {
    for (String name : names.split(" ", -1)) {
      REFUSED.put(name, why);
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

  /** Why some may be ignored, by their names. */
  static Map<String, String> harmless() {
    return Map.copyOf(HARMLESS);
  }

  /** Why one of Nchan's directives is refused. */
  static Optional<String> refused(String name) {
    return name.startsWith("nchan_redis_")
        ? Optional.of(REDIS)
        : Optional.ofNullable(REFUSED.get(name));
  }
}
