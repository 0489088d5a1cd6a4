package io.switchboard.push;

import io.switchboard.security.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/push")
class PushController {

  private final PushSubscriptions subscriptions;
  private final PushActivations activations;
  private final Vapid vapid;

  PushController(PushSubscriptions subscriptions, PushActivations activations, Vapid vapid) {
    this.subscriptions = subscriptions;
    this.activations = activations;
    this.vapid = vapid;
  }

  @GetMapping("/vapid-public-key")
  VapidPublicKey vapidPublicKey() {
    return new VapidPublicKey(vapid.publicKey());
  }

  /** 201 for a new push subscription, 200 for one that the caller had before. */
  @PostMapping("/subscriptions")
  ResponseEntity<RegisteredPush> register(
      @AuthenticationPrincipal Caller caller, @Valid @RequestBody BrowserSubscription browser) {
    PushSubscriptions.Registration registration = subscriptions.register(caller.user(), browser);
    RegisteredPush subscription = registration.subscription();
    return ResponseEntity.status(registration.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/push/subscriptions/" + subscription.id()))
        .body(subscription);
  }

  @GetMapping("/subscriptions")
  Registered list(@AuthenticationPrincipal Caller caller) {
    return new Registered(subscriptions.of(caller.user()));
  }

  @GetMapping("/subscriptions/{id}")
  RegisteredPush one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    return subscriptions.one(caller.user(), new PushSubscriptionId(id));
  }

  @PutMapping("/subscriptions/{id}")
  RegisteredPush replace(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID id,
      @Valid @RequestBody BrowserSubscription browser) {
    return subscriptions.replace(caller.user(), new PushSubscriptionId(id), browser);
  }

  @DeleteMapping("/subscriptions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    subscriptions.remove(caller.user(), new PushSubscriptionId(id));
  }

  /** The service worker's call: the token is all that it needs. */
  @PostMapping("/subscriptions/{id}/activation")
  ActivatedPush activate(@PathVariable UUID id, @Valid @RequestBody Activation activation) {
    return activations.activate(new PushSubscriptionId(id), new PushToken(activation.token()));
  }

  /** The service worker's call after {@code pushsubscriptionchange}. */
  @PostMapping("/subscriptions/{id}/renewal")
  RegisteredPush renew(@PathVariable UUID id, @Valid @RequestBody Renewal renewal) {
    return activations.renew(
        new PushSubscriptionId(id), new PushToken(renewal.renewal()), renewal.subscription());
  }

  @PostMapping("/subscriptions/{id}/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Queued test(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
    return new Queued(activations.test(caller.user(), new PushSubscriptionId(id)));
  }

  /**
   * @param token as it came in {@code notification.data.activation.token}
   */
  record Activation(@NotNull @Size(max = 64) String token) {}

  /**
   * @param renewal as the activation gave it
   * @param subscription what the browser has now
   */
  record Renewal(
      @NotNull @Size(max = 64) String renewal, @NotNull @Valid BrowserSubscription subscription) {}

  /**
   * @param id of the message that is sent soon
   */
  record Queued(PushMessageId id) {}

  /**
   * @param publicKey for {@code pushManager.subscribe({applicationServerKey})}
   */
  record VapidPublicKey(String publicKey) {}

  record Registered(List<RegisteredPush> subscriptions) {}
}
