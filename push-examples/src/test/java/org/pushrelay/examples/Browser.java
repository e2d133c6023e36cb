package org.pushrelay.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium. Where there is none, the test that wants one is skipped and says so. */
final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser start() {
    return start(new ChromeOptions());
  }

  static Browser startWithoutJavaScript() {
    ChromeOptions options = new ChromeOptions();
    options.setExperimentalOption(
        "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    return start(options);
  }

  private static Browser start(ChromeOptions options) {
    Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
    Optional<Path> driver = program("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "SKIPPED, no browser: install chromium and chromium-driver (apt-get install)");
    options.setBinary(chromium.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-GB",
        "--window-size=1180,940");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.get().toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  private static Optional<Path> program(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  void open(Object address) {
    driver.get(address.toString());
  }

  /** Opens a page in a tab of its own, does something there, and comes back. */
  void inNewTab(Object address, Visit visit) throws Exception {
    String first = driver.getWindowHandle();
    driver.switchTo().newWindow(WindowType.TAB);
    try {
      open(address);
      visit.happen();
    } finally {
      driver.close();
      driver.switchTo().window(first);
    }
  }

  interface Visit {
    void happen() throws Exception;
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<String> texts(String selector) {
    return driver.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
  }

  String text(String selector) {
    return find(selector).getText();
  }

  /** Types into a field of a form, and submits it. */
  void submit(String field, String text) {
    WebElement element = find(field);
    element.clear();
    element.sendKeys(text + "\n");
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  void await(String what, Predicate<Browser> condition) {
    new WebDriverWait(driver, Duration.ofSeconds(30), Duration.ofMillis(50))
        .withMessage(() -> what + "; the page says: " + text("body"))
        .until(unused -> condition.test(this));
  }

  /** A screen of a phone: windows cannot be that narrow. */
  void phone(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
  }

  void desktop() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** What it looks like, as {@code target/NAME.png}. */
  void picture(String name) throws IOException {
    Files.write(Path.of("target", name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
