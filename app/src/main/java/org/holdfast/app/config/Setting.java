package org.holdfast.app.config;

/// One setting in force.
///
/// @param key as in `pipeline.publish-after` or `listeners[0].address`
/// @param value what holds
/// @param fallback what would hold if the file did not say; empty where nothing would
public record Setting(String key, String value, String fallback) {}
