package io.switchboard.operations;

import io.switchboard.shared.PersonalData;
import io.switchboard.shared.Snapshots;
import io.switchboard.shared.UserId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Hands out and erases everything that modules keep about a user: what is stored all or nothing and
 * as of one moment, what is in memory after it. A user may read his own; what cannot be undone is
 * an operator's to do.
 */
@RestController
@RequestMapping("/api/users/{user}/data")
class PersonalDataController {

  private static final Logger log = LoggerFactory.getLogger(PersonalDataController.class);

  private final List<PersonalData> modules;
  private final TransactionTemplate reading;
  private final TransactionTemplate erasing;

  PersonalDataController(List<PersonalData> modules, PlatformTransactionManager transactions) {
    this.modules = modules.stream().sorted(Comparator.comparing(PersonalData::name)).toList();
    this.reading = Snapshots.reading(transactions);
    this.erasing = new TransactionTemplate(transactions);
  }

  @GetMapping
  ResponseEntity<Map<String, Object>> export(@PathVariable UserId user) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("user", user);
    reading.executeWithoutResult(
        _ -> modules.forEach(module -> data.put(module.name(), module.export(user))));
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(data);
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void erase(@PathVariable UserId user) {
    try {
      eraseStored(user);
    } catch (DataIntegrityViolationException _) {
      // The user's very first write was committed meanwhile; now it is there to be erased.
      eraseStored(user);
    }
    modules.forEach(module -> module.forget(user));
    log.info("Erased the data of a user in {} modules", modules.size());
  }

  private void eraseStored(UserId user) {
    erasing.executeWithoutResult(_ -> modules.forEach(module -> module.erase(user)));
  }
}
