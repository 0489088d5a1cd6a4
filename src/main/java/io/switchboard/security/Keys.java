package io.switchboard.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Keys that profile {@code dev} makes at its first start and keeps beside the embedded database, so
 * that tokens and stored secrets survive a restart. Any other profile must configure its keys.
 */
@Component
public class Keys {

  private static final Logger log = LoggerFactory.getLogger(Keys.class);
  private static final SecureRandom random = new SecureRandom();

  private final Path directory;
  private final boolean mayGenerate;

  Keys(KeySettings settings, Environment environment) {
    this.directory = settings.directory();
    this.mayGenerate = environment.acceptsProfiles(Profiles.of("dev"));
  }

  /**
   * Reads the key of that name, or makes and stores one.
   *
   * @param name a file name, such as {@code vapid}
   * @param property the property that production sets instead, named in the error
   * @param fresh makes the text to store
   * @throws IllegalStateException outside profile {@code dev}
   */
  public synchronized String generated(String name, String property, Supplier<String> fresh) {
    if (!mayGenerate) {
      throw new IllegalStateException(
          "Set " + property + "; only profile dev generates keys by itself.");
    }
    Path file = directory.resolve(name + ".key");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        write(file, fresh.get());
      }
      return Files.readString(file).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot keep the generated key in " + file, failure);
    }
  }

  /** 32 random bytes in Base64, a fit key for HS256 and AES-256. */
  static String random256() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static void write(Path file, String text) throws IOException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.write(
          file,
          text.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      log.info("Generated a development key in {}", file);
    } catch (FileAlreadyExistsException concurrent) {
      log.debug("Another process generated {}", file);
    }
  }

  /**
   * Where generated keys live.
   *
   * @param directory relative to the working directory; used in profile {@code dev} only
   */
  @ConfigurationProperties("switchboard.security.generated-keys")
  record KeySettings(@DefaultValue("data/keys") Path directory) {}
}
