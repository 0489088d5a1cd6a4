package io.switchboard.operations;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
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

  IdleHeap() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    // In this order, because the least share must not exceed the largest.
    set(jvm, "MinHeapFreeRatio", "20");
    set(jvm, "MaxHeapFreeRatio", "40");
    set(jvm, "G1PeriodicGCInterval", "60000");
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
