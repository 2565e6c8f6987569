package org.holdfast.model.yaml;

import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/// Stops a document of too many nodes while it is being parsed: each costs some hundred bytes, far
/// more than its text.
final class BoundedParser implements Parser {
  private final Parser parser;
  private int eventsLeft;

  BoundedParser(Parser parser, int maxEvents) {
    this.parser = parser;
    this.eventsLeft = maxEvents;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    if (--eventsLeft < 0) {
      throw new RefusedYamlException("more nodes than are read");
    }
    return parser.getEvent();
  }
}
