package org.holdfast.app.config;

/// One mistake in a configuration file.
///
/// @param line where, from 1; 0 where it has no line
/// @param key the full key, as in `pipeline.publish-after`
/// @param text what is wrong and what would be accepted
public record Problem(int line, String key, String text) {}
