/// What was accepted and cannot be published: kept whole, with the reason, ready for replay.
///
/// Layout below the directory given to [org.holdfast.pipeline.quarantine.Quarantine]:
/// `<YYYYMMDD>/<uid>.post` holds the bytes as received and `<YYYYMMDD>/<uid>.json` what is known
/// about them; bytes the journal could not make a record of stand under `damaged/<position>` with
/// the same two endings. The `.json` is written last; where both exist the decision is made and the
/// record is quarantined, whatever a later attempt would make of it.
///
/// `releases/<uid>.json` is a release that an operator has asked for,
/// `releases/done/<uid>-<ms>.json` one that was carried out
/// ([org.holdfast.pipeline.quarantine.Releases]). What was released stays here as it is: nothing is
/// ever deleted.
@NullMarked
package org.holdfast.pipeline.quarantine;

import org.jspecify.annotations.NullMarked;
