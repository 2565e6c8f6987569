/// The journal in one topic of Apache Kafka, for fleets. Start reading at [KafkaJournal]; the way
/// of a record in is [KafkaAppends], the way out [GroupMember], [Lanes], [KafkaCursor];
/// [TopicWatch] looks after the topic.
///
/// ## A record
///
/// | part | what |
/// |---|---|
/// | key | the report id, so that a report's records stand in one partition, in order |
/// | timestamp | the receive time in milliseconds |
/// | value | the body as it is kept, nothing for an empty one |
/// | header `holdfast-format` | `1`; a later format is left unread, with everything behind it, until a release that knows it reads on (I11) |
/// | header `holdfast-envelope-version` | the version of the envelope's encoding |
/// | header `holdfast-envelope` | the envelope in the encoding of `EnvelopeCodec` |
/// | header `holdfast-moved` | `1` where segments of the same machine had the record before |
///
/// Producers compress batches (lz4).
///
/// A position is `kafka/<topic id>/<partition>/<offset>`; with a topic made anew under the same
/// name old positions lead nowhere.
///
/// ## Cursors
///
/// A cursor is a member of the consumer group `<topic>.<cursor>`, with static membership and
/// cooperative rebalancing: machines that read under one name share the partitions, and one that is
/// restarted takes up what it had. Offsets are committed after the outputs are durable. A commit's
/// metadata says how many measurements, and how many bytes of bodies, stand before the offset in
/// its partition: `m=<measurements>;b=<bytes>`.
///
/// Copies of one record are possible where a process died between the broker's storing it and its
/// hearing of that; they carry one uid, outputs are idempotent by uid, and whoever counts tells
/// them by [org.holdfast.journal.JournalPlace].
///
/// Nothing is deleted by time or size (the topic must say so, [TopicWatch] looks): what every
/// required cursor has passed is deleted by offset.
@NullMarked
package org.holdfast.journal.kafka;

import org.jspecify.annotations.NullMarked;
