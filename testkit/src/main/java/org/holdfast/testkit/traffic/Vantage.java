package org.holdfast.testkit.traffic;

/// The network a simulated probe claims to measure from.
///
/// @param cc two capital letters
/// @param asn as in `AS3269`
public record Vantage(String cc, String asn) {}
