package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS with certificates made for the test, HTTP/2, and servers told apart by name. */
class TlsIT {
  private static final String TEXT =
      """
      http {
        server {
          listen 127.0.0.1:0 ssl http2 default_server;
          server_name localhost;
          ssl_certificate localhost.pem;
          ssl_certificate_key localhost.key;
          location /pub { push_publisher; set $push_channel_id $arg_id; }
          location /sub { push_subscriber; set $push_channel_id $arg_id; }
          location /who { return 200 "$server_name $scheme $server_protocol"; }
        }
        server {
          listen 127.0.0.1:0 ssl;
          server_name other.example *.example;
          ssl_certificate other.pem;
          ssl_certificate_key other.key;
          location /who { return 200 "$server_name"; }
        }
        server {
          listen 127.0.0.2:0 http2;
          location /pub { push_publisher; set $push_channel_id $arg_id; }
          location /sub { push_subscriber; set $push_channel_id $arg_id; }
        }
      }
      """;

  @TempDir private static Path directory;

  private static Program program;
  private static TrustManagerFactory trusted;

  @BeforeAll
  static void start() throws Exception {
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    String names = "ip:127.0.0.1,dns:localhost";
    certificates.setCertificateEntry("localhost", pem("localhost", "RSA", names, true));
    certificates.setCertificateEntry("other", pem("other", "EC", "dns:other.example", false));
    trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(certificates);
    program = Program.start(directory, TEXT, 2);
  }

  @AfterAll
  static void stop() {
    program.close();
  }

  /** A fresh certificate and its key, in PEM files. */
  private static X509Certificate pem(String name, String algorithm, String san, boolean pkcs1)
      throws Exception {
    Path store = directory.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + san,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    X509Certificate certificate = (X509Certificate) keys.getCertificate(name);
    byte[] pkcs8 = keys.getKey(name, "secret".toCharArray()).getEncoded();
    // a 2048 or 3072 bit RSA key in PKCS#8 is the PKCS#1 key behind 26 bytes
    byte[] key = pkcs1 ? Arrays.copyOfRange(pkcs8, 26, pkcs8.length) : pkcs8;
    write(directory.resolve(name + ".pem"), "CERTIFICATE", certificate.getEncoded());
    write(directory.resolve(name + ".key"), pkcs1 ? "RSA PRIVATE KEY" : "PRIVATE KEY", key);
    return certificate;
  }

  private static void write(Path file, String type, byte[] bytes) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }

  /** A fresh one, which resumes no session of another test. */
  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  private static HttpClient client(Version version) throws GeneralSecurityException {
    return HttpClient.newBuilder().sslContext(trusting()).version(version).build();
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void addressesAreToldWithTheirScheme() {
    assertThat(program.addresses()).extracting(URI::getScheme).containsExactly("https", "http");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void bothVersionsAreSpokenOverTls(Version version) throws Exception {
    HttpResponse<String> response = get(client(version), program.address().resolve("/who"));

    assertThat(response.version()).isEqualTo(version);
    assertThat(response.body())
        .isEqualTo("localhost https HTTP/" + (version == Version.HTTP_2 ? "2.0" : "1.1"));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void messagesAreRelayedOverTls(Version version) throws Exception {
    relay(client(version), program.address(), version);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void messagesAreRelayedInClearText(Version version) throws Exception {
    relay(client(version), program.addresses().get(1), version);
  }

  private static void relay(HttpClient client, URI address, Version version) throws Exception {
    String id = "?id=" + address.getScheme() + version;
    URI publisher = address.resolve("/pub" + id);
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(
            HttpRequest.newBuilder(address.resolve("/sub" + id)).build(), BodyHandlers.ofString());
    await().until(() -> get(client, publisher).body().endsWith("active subscribers: 1"));

    HttpResponse<String> published =
        client.send(
            HttpRequest.newBuilder(publisher).POST(BodyPublishers.ofString("hello")).build(),
            BodyHandlers.ofString());

    assertThat(published.statusCode()).isEqualTo(201);
    assertThat(held.get(5, TimeUnit.SECONDS).body()).isEqualTo("hello");
    assertThat(held.join().version()).isEqualTo(version);
  }

  @Test
  void theCertificateIsThatOfTheNameTheClientAsksFor() throws Exception {
    assertThat(handshake("other.example")).isEqualTo("CN=other");
    assertThat(handshake("localhost")).isEqualTo("CN=localhost");
    assertThat(handshake("unknown.test")).isEqualTo("CN=localhost");
  }

  private static String handshake(String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(program.address().getHost(), program.address().getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }
}
