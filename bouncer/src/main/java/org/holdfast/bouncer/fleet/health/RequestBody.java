package org.holdfast.bouncer.fleet.health;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/// Reads the body of a request that the JDK's client is not to send. Only for bodies in memory,
/// which are there at once.
final class RequestBody implements Flow.Subscriber<ByteBuffer> {
  private final HttpResponse.BodySubscriber<byte[]> bytes =
      HttpResponse.BodySubscribers.ofByteArray();

  private RequestBody() {}

  static byte[] of(HttpRequest.BodyPublisher publisher) {
    RequestBody body = new RequestBody();
    publisher.subscribe(body);
    return body.bytes.getBody().toCompletableFuture().join();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    bytes.onSubscribe(subscription);
  }

  @Override
  public void onNext(ByteBuffer part) {
    bytes.onNext(List.of(part));
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    bytes.onComplete();
  }
}
