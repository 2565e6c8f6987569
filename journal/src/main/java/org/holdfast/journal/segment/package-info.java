/// The journal in local segment files (design §5). Start reading at [SegmentJournal]; the way of a
/// record in is [AppendQueue], [GroupCommit], [SegmentWriter], the way out [SegmentReader],
/// [WriterReader], [MergedReader], [SegmentCursor]. All file access goes through [Disk].
///
/// ## The directory
///
/// ```text
/// directory.lock                      held while somebody repairs, deletes or registers a writer
/// <writer>.lock                       held by a writer as long as it lives
/// <writer>.<number, 8 digits>.segment records of that writer, in order
/// retired, retired.previous           measurements that stood in writers deleted altogether
/// cursors/<name>, <name>.previous     how far a reader is; <name>.lock is held while it is open
/// set-aside/                          files without a usable header, kept for people
/// ```
///
/// A writer is one process start, named `YYYYMMDDHHMMSSffffff-xxxxxxxx`: its start in UTC to the
/// microsecond and 32 random bits. Only the writer appends to its segments, so that several
/// processes may work side by side on one directory. Who can take a writer's lock knows it is dead.
///
/// ## A segment
///
/// All numbers are big-endian. A file begins with two equal copies of its header, 128 bytes each:
///
/// ```text
///   0   8  magic "HOLDFSEG"
///   8   4  format version, 1
///  12   4  number of the segment, counted from 1 by its writer
///  16  32  writer in ASCII, padded with zeros
///  48   8  mark: random, begins every record of this segment
///  56   8  sequence number of the first record
///  64   8  measurement records the writer wrote before this segment
///  72   8  creation time in microseconds since 1970
///  80  44  zero
/// 124   4  CRC32C of the 124 bytes before
/// ```
///
/// Records follow without gaps:
///
/// ```text
///   0   8  mark of the segment
///   8   8  sequence number, counted from 0 by the writer through all its segments
///  16   8  measurement records the writer wrote before this one
///  24   8  durable sequence: records below it were on stable storage when this was written
///  32   8  durable measurements: how many measurement records those were
///  40   4  type: 1 report opened, 2 measurement submitted, 3 report closed, 16 mark, 17 footer
///  44   4  length of the envelope
///  48   4  length of the body
///  52   4  CRC32C of envelope and body
///  56   4  zero
///  60   4  CRC32C of the 60 bytes before
///  64      envelope, in the encoding of `EnvelopeCodec`
///          body
/// ```
///
/// A later release may add members to the envelope, which earlier ones pass over. Whatever they
/// could not understand (a type, a required word of the envelope, another layout) takes a higher
/// format version: a release leaves segments of later formats alone, with everything that comes
/// after them in the log of the same writer, until one is back that reads them (invariant I11).
///
/// The mark is secret to those who submit, so no body can hold bytes that pass for a record when a
/// reader looks for the next one behind damage. *Marks* and *footers* are no records: they carry
/// the sequence number of the record that follows. A mark has no envelope and no body; it is
/// written when the writer falls idle and only says what is durable by now. A footer is the last of
/// a sealed segment; its envelope is another copy of the file's header.
///
/// ## What readers see
///
/// Only durable records. In the writer's own process the writer publishes how far it has synced.
/// Elsewhere a record of a living writer is shown once a later record, mark, footer or segment says
/// that it was durable. Such a statement needs no sync of its own: it was written after the sync it
/// speaks of had returned. A record that is in the file but not yet covered, and could still vanish
/// with the power, is never shown. Once the writer is dead, repair syncs what is left and seals it.
///
/// ## Damage
///
/// Repair of a dead writer's last segment truncates what stands after the last record that checks
/// out, and seals it. Bytes that do not check out anywhere else stay where they are and are served
/// as `Cursor.Entry.Damaged`; reading goes on at the next header with the segment's mark and a
/// right checksum. The counts in headers tell how many measurements stood in between.
///
/// ## Counting
///
/// Measurements ever = `retired` + for each writer present what its last durable statement says. A
/// cursor's count is the same sum with the counts at its positions, so that the two cannot drift
/// apart. A writer's last segment is deleted only after its count stands in `retired`, together
/// with its name so that nothing counts twice after a crash in between.
@NullMarked
package org.holdfast.journal.segment;

import org.jspecify.annotations.NullMarked;
