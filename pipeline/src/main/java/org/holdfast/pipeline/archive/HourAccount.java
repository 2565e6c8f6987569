package org.holdfast.pipeline.archive;

import org.holdfast.model.Sha256;

/// What a store holds of one hour of receipt.
///
/// @param hour `YYYYMMDDHH`
/// @param measurements how many
/// @param digest over all of them in the order of their uids; equal accounts have equal digests
public record HourAccount(String hour, long measurements, Sha256 digest) {}
