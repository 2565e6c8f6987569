package org.holdfast.pipeline.archive;

import org.holdfast.journal.Position;
import org.holdfast.model.id.MeasurementUid;

/// A measurement record that is to be archived, by its place: bodies are not kept in memory.
record WaitingRecord(MeasurementUid uid, Position position) {}
