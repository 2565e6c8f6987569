package org.holdfast.edge.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.holdfast.edge.RefusedException;
import org.holdfast.edge.SourceGroup;

/// The inflaters never give more than the limit, never lose account of memory, and fail in no other
/// way than those two.
final class ContentCodingsFuzz {
  private static final int LIMIT = 1 << 20;

  @FuzzTest
  void anythingInflatesWithinTheLimitOrIsRefused(FuzzedDataProvider data) {
    ContentCoding coding = data.pickValue(ContentCoding.values());
    byte[] body = data.consumeRemainingAsBytes();
    if (body.length > LIMIT) {
      return;
    }
    var held = new HeldBytes(4L * LIMIT);
    try (HeldBytes.Share share = held.open(SourceGroup.crowd("test"))) {
      var out = new CollectedBytes(share);
      ContentCodings.inflate(coding, body, LIMIT, out);
      assertThat(out.size()).isLessThanOrEqualTo(LIMIT);
      byte[] inflated = out.take();
      assertThat(held.now()).isEqualTo(inflated.length);
      if (coding == ContentCoding.GZIP) {
        assertJdkAgrees(body, inflated);
      }
    } catch (BrokenCodingException | RefusedException expected) {
      assertThat(expected).hasMessageMatching("(?s)(gzip|zstd): .* at byte \\d+|request-too-large");
    }
    assertThat(held.now()).isZero();
  }

  private static void assertJdkAgrees(byte[] body, byte[] inflated) {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      assertThat(inflated).isEqualTo(gzip.readNBytes(LIMIT));
    } catch (IOException e) {
      throw new AssertionError("we inflate what the JDK does not", e);
    }
  }
}
