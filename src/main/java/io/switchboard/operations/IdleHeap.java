package io.switchboard.operations;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the JVM give back to the system what idle connections do not need. By itself it keeps up to
 * 70 % of the heap free, all of it resident, and looks only when it wants more (JEP 346). What the
 * operator says by {@code -XX} holds.
 */
@Component
class IdleHeap {

  private static final Logger log = LoggerFactory.getLogger(IdleHeap.class);

  /** In the order in which they can be set: the least share must not exceed the largest. */
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("MinHeapFreeRatio", "20");
    OPTIONS.put("MaxHeapFreeRatio", "40");
    OPTIONS.put("G1PeriodicGCInterval", "60000");
  }

  IdleHeap() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    OPTIONS.forEach((option, value) -> set(jvm, option, value));
  }

  private static void set(HotSpotDiagnosticMXBean jvm, String option, String value) {
    try {
      if (jvm.getVMOption(option).getOrigin() == VMOption.Origin.DEFAULT) {
        jvm.setVMOption(option, value);
      }
    } catch (IllegalArgumentException notHere) {
      log.debug("{} stays as it is: {}", option, notHere.toString());
    }
  }
}
