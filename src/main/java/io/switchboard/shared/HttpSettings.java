package io.switchboard.shared;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * REST in general.
 *
 * @param maxBodySize the largest request body that is read, 1 kB to 16 MB; larger ones are answered
 *     413
 */
@ConfigurationProperties("switchboard.http")
record HttpSettings(@DefaultValue("1MB") DataSize maxBodySize) {

  HttpSettings {
    long bytes = maxBodySize.toBytes();
    if (bytes < 1024 || bytes > 16 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "switchboard.http.max-body-size is " + maxBodySize + "; set it between 1KB and 16MB");
    }
  }
}
