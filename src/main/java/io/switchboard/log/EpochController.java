package io.switchboard.log;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators who restored a backup. */
@RestController
class EpochController {

  private final ChannelLog log;

  EpochController(ChannelLog log) {
    this.log = log;
  }

  /** Voids all positions; clients start over instead of continuing in another history. */
  @PostMapping("/api/log/epoch")
  Renewed renew() {
    return new Renewed(log.renewEpoch().epoch());
  }

  record Renewed(String epoch) {}
}
