package org.holdfast.collector.oonib;

/// A release whose reports are not opened: the version itself and its pre-releases, `VERSION-...`
/// (L19).
public record BlockedClient(String softwareName, String softwareVersion) {
  /// The one oonib blocks.
  public static final BlockedClient OONIPROBE_ANDROID_2_0_0 =
      new BlockedClient("ooniprobe-android", "2.0.0");

  public boolean matches(String name, String version) {
    return name.equals(softwareName)
        && (version.equals(softwareVersion) || version.startsWith(softwareVersion + "-"));
  }
}
