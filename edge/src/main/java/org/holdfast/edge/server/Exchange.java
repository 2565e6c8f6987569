package org.holdfast.edge.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.holdfast.edge.NoRoom;
import org.holdfast.edge.Refusal;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.Reply;
import org.holdfast.edge.Routes;
import org.holdfast.edge.Source;
import org.holdfast.edge.SourceGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one request, on its own virtual thread.
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);
  static final Refusal STOPPING =
      Refusal.unavailable("the server is stopping", "stopping", Duration.ofSeconds(1));

  /// What all requests of one listener share.
  record Setting(
      Routes routes,
      ListenerOptions listener,
      HeldBytes held,
      SharedBudget underWay,
      SourceGroups groups,
      Drain drain,
      EdgeMetrics metrics) {}

  private static final Duration TOO_MANY_RETRY_AFTER = Duration.ofSeconds(10);

  /// Answers up to this size are never refused for want of memory: an acknowledgement is one.
  private static final int SMALL_ANSWER_BYTES = 64 << 10;

  private final Setting setting;
  private final Request request;
  private final Response response;
  private final BodyReader reader;
  private final String path;
  private final Optional<Routes.Match> match;
  private final Source source;
  private final SourceGroup group;

  Exchange(Setting setting, Request request, Response response) {
    this.setting = setting;
    this.request = request;
    this.response = response;
    this.reader =
        new BodyReader(request, setting.listener().bodyBytesMax(), setting.listener().deadlines());
    this.path = collapsed(Optional.ofNullable(request.getHttpURI().getPath()).orElse(""));
    this.match = setting.routes().find(request.getMethod(), path);
    this.source = ForwardedFor.source(request, setting.listener());
    this.group = setting.groups().ofRequest(setting.listener(), source);
  }

  /// Fronted measurement-kit sends `//report` (L8, U12).
  private static String collapsed(String rawPath) {
    int slashes = 0;
    while (slashes < rawPath.length() && rawPath.charAt(slashes) == '/') {
      slashes++;
    }
    return slashes > 1 ? rawPath.substring(slashes - 1) : rawPath;
  }

  /// @throws IOException if the client is gone before it has its answer
  void run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    SharedBudget.Taken room = setting.underWay().take(group, 1);
    try {
      // The body stays accounted for until the answer is sent: the endpoint may still hold it.
      try (HeldBytes.Share held = setting.held().open(group)) {
        Reply reply = room == SharedBudget.Taken.YES ? answer(held) : tooMany(room).toReply();
        // Counted before it is sent, so that who has the answer finds it counted.
        count(reply, Duration.ofNanos(System.nanoTime() - start));
        reader.skipRest(patience(reply));
        boolean close = !reader.ended() || (setting.drain().begun() && reply.connectionMayClose());
        Duration patience = setting.listener().deadlines().body();
        ReplyWriter.write(request, response, reply, originHeaders(), close, held, patience);
      }
    } finally {
      if (room == SharedBudget.Taken.YES) {
        setting.underWay().giveBack(group, 1);
      }
    }
    reader.linger();
  }

  /// Who is told to come back later shall hear it at once; whatever else is wrong, an answer that
  /// leaves the connection usable is worth waiting a little.
  private Duration patience(Reply reply) {
    return reply.status() == 503 ? Duration.ZERO : setting.listener().deadlines().linger();
  }

  private static Refusal tooMany(SharedBudget.Taken room) {
    return Refusal.unavailable(
        "too many requests are under way, nothing was kept",
        room == SharedBudget.Taken.NOTHING_LEFT ? NoRoom.REQUESTS : NoRoom.REQUESTS_SOURCE,
        TOO_MANY_RETRY_AFTER);
  }

  private void count(Reply reply, Duration duration) {
    setting.metrics().answered(template(), request.getMethod(), reply.status(), duration);
    reply.refusal().ifPresent(setting.metrics()::refused);
  }

  private Reply answer(HeldBytes.Share held) {
    try {
      if (isPreflight()) {
        return CrossOrigin.preflight(header("Access-Control-Request-Headers"));
      }
      return accounted(match.isPresent() ? answer(match.get(), held) : unrouted(), held);
    } catch (RefusedException e) {
      return e.refusal().toReply();
    } catch (InterruptedException e) {
      return STOPPING.toReply();
    } catch (Throwable bug) {
      // The template, not the path: report ids are credentials.
      log.error("{} {} failed", request.getMethod(), template(), bug);
      return Refusal.framework(500, "Internal Server Error").toReply();
    }
  }

  private static Reply accounted(Reply reply, HeldBytes.Share held) {
    int bytes = reply.body().length;
    if (bytes > SMALL_ANSWER_BYTES) {
      held.take(bytes);
    } else {
      held.takeAnyway(bytes);
    }
    return reply;
  }

  private Reply answer(Routes.Match route, HeldBytes.Share held) throws InterruptedException {
    return route
        .endpoint()
        .handle(
            new JettyRequest(
                request, path, route, setting.listener(), source, group, reader, held));
  }

  /// L1 to L4: the status as an integer.
  private Reply unrouted() {
    SortedSet<String> methods = setting.routes().methodsAt(path);
    Refusal refusal =
        methods.isEmpty()
            ? Refusal.framework(404, "Not Found")
            : Refusal.framework(405, "Method Not Allowed");
    return methods.isEmpty()
        ? refusal.toReply()
        : refusal.toReply().with("Allow", String.join(", ", methods));
  }

  private boolean isPreflight() {
    return request.getMethod().equals("OPTIONS")
        && header("Origin").isPresent()
        && header("Access-Control-Request-Method").isPresent();
  }

  private Map<String, String> originHeaders() {
    return header(HttpHeader.ORIGIN.asString()).map(CrossOrigin::headers).orElse(Map.of());
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  private String template() {
    return match.map(Routes.Match::template).orElse("none");
  }
}
