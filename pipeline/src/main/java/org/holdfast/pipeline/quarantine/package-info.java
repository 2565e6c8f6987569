/// What was accepted and cannot be published: kept whole, with the reason, ready for replay.
///
/// Layout below the directory given to [org.holdfast.pipeline.quarantine.Quarantine]:
/// `<YYYYMMDD>/<uid>.post` holds the bytes as received and `<YYYYMMDD>/<uid>.json` what is known
/// about them; bytes the journal could not make a record of stand under `damaged/<position>` with
/// the same two endings. The `.json` is written last; where both exist the decision is made and the
/// record is quarantined, whatever a later attempt would make of it.
@NullMarked
package org.holdfast.pipeline.quarantine;

import org.jspecify.annotations.NullMarked;
