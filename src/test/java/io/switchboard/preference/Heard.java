package io.switchboard.preference;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

/** What a listener in another module hears, until it is closed. */
final class Heard
    implements ApplicationListener<PayloadApplicationEvent<PreferencesChanged>>, AutoCloseable {

  private final List<PreferencesChanged> news = new CopyOnWriteArrayList<>();
  private final ConfigurableApplicationContext context;
  private final Consumer<PreferencesChanged> reaction;

  Heard(ConfigurableApplicationContext context, Consumer<PreferencesChanged> reaction) {
    this.context = context;
    this.reaction = reaction;
    context.addApplicationListener(this);
  }

  List<PreferencesChanged> news() {
    return news;
  }

  @Override
  public void onApplicationEvent(PayloadApplicationEvent<PreferencesChanged> event) {
    news.add(event.getPayload());
    reaction.accept(event.getPayload());
  }

  @Override
  public void close() {
    context.removeApplicationListener(this);
  }
}
