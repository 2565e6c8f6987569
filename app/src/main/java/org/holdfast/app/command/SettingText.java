package org.holdfast.app.command;

import org.holdfast.app.config.Setting;

/// Shows one setting to people.
final class SettingText {
  private SettingText() {}

  /// As in `pipeline.publish-after: 90s (default 10m)`.
  static String of(Setting setting) {
    String value = setting.value().isEmpty() ? "-" : setting.value();
    boolean isDefault = setting.value().equals(setting.fallback());
    String fallback = setting.fallback().isEmpty() ? "-" : setting.fallback();
    return setting.key() + ": " + value + (isDefault ? "" : " (default " + fallback + ")");
  }
}
