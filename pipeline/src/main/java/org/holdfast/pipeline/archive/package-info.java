/// The published archive: immutable objects in OONI's layout (pipeline contract §1.3, §1.4).
///
/// ### Keys
///
/// An object is three keys with one stem,
/// `raw/<YYYYMMDD>/<HH>/<CC>/<testname>/<YYYYMMDDHH>_<CC>_<testname>.n<collector>.<counter>`, where
/// day and hour are those of receipt. The counter goes on after the highest one found; no key is
/// ever written twice (D9).
///
/// | ending | content |
/// |---|---|
/// | `.tar.gz` | `<uid>.post`: bodies as received, in uid order; mode 644, no owner, mtime of receipt |
/// | `.jsonl.gz` | the published documents, one per line, in the same order |
/// | `.manifest.json` | written last; until it exists the other two were never published |
///
/// Both compressed files are sequences of gzip members of about 256 KiB plain text, cut between
/// documents or tar members, so that any gzip reader sees one stream and a measurement is read by
/// inflating one member (D14). Bodies of aliases (other sendings of a published measurement) stand
/// in the tar and the manifest without a line in the `.jsonl.gz`.
///
/// ### Manifest
///
/// One JSON object, equal for equal input: `version`, `stem`; `objects` (each with `name`, `bytes`,
/// `sha256`, `entries`); `frames` (`jsonl` and `tar`, each a list of `[offset, length]` of the gzip
/// members); `aliases` (`uid`, `canonical`, `body`, `envelope`) and `measurements` (`uid`, `line`,
/// `document`, `body`, `fingerprint`, `marks`, `envelope`). `document` and `body` are `[frame,
/// offset, length]` in the inflated frame. Members are only ever added.
///
/// A manifest without objects and entries stands for an object that was given up: it keeps the one
/// that would have published it from ever being put (`Renunciation`). Whoever reads the archive by
/// its manifests finds nothing in it.
///
/// ### Several archivers
///
/// Machines that share a journal share its records, and for a moment two may take the same ones for
/// theirs. A record is therefore reserved in the catalogue for one object before that object's
/// manifest is put (`ReservedRecords`).
///
/// ### Reports
///
/// `reports/<YYYYMMDD>/<HH>/<YYYYMMDDHH>_reports.n<collector>.<SHA-256 of the object>.ndjson.gz`
/// keeps what a round knew of reports as such, one JSON object a line: first `{"version":1}`, then
/// `{"opened":<report id>,"at":<time>,"header":{...}}` and `{"closed":<report id>,"at":<time>}`.
/// Lines and members are only ever added. A catalogue that is begun afresh reads them before
/// anything else: YAML entries of an old report that come later need its header, and a measurement
/// after the close is marked.
///
/// ### Unfinished objects
///
/// The three files of an object are made in a local directory and stay there until the catalogue
/// knows the object, their names synced before the first is put. After a crash these names say what
/// is to be settled; the archive itself is looked through only for a catalogue that lacks
/// something.
///
/// ### Where to start
///
/// [org.holdfast.pipeline.archive.Archiver] is the way of a batch,
/// [org.holdfast.pipeline.archive.ArchiveRecovery] what a crash in the middle of it leads to,
/// [org.holdfast.pipeline.archive.ObjectStore] what is asked of the storage, and
/// [org.holdfast.pipeline.archive.MeasurementBodies] how one measurement is read back.
@NullMarked
package org.holdfast.pipeline.archive;

import org.jspecify.annotations.NullMarked;
