/// What a measurement is, before any server or disk comes into play.
///
/// This package holds the vocabulary shared by everything else: where a probe measures from
/// ([org.holdfast.model.VantagePoint]) and how content is named ([org.holdfast.model.Sha256]).
/// Below it: `id` (report ids and measurement uids), `envelope` (what the server knows about a
/// submission), `json` (bounded scanning of what probes send), `document` (the measurement as it is
/// published and its content fingerprint) and `yaml` (report files of 2012 to 2016).
///
/// Nothing here may know HTTP or files.
@NullMarked
package org.holdfast.model;

import org.jspecify.annotations.NullMarked;
