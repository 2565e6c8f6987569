package org.holdfast.catalogue;

/// Where the bytes of a measurement are.
public sealed interface Location {

  /// Not archived yet: at this position in a journal.
  ///
  /// @param installation whose journal, where several share a catalogue; empty: the reader's own
  record InJournal(String position, String installation) implements Location {
    public InJournal(String position) {
      this(position, "");
    }
  }

  /// In an archive object. A frame is a gzip member that can be inflated by itself.
  ///
  /// @param stem key of the object without extension; `.jsonl.gz` holds the published documents and
  ///   `.tar.gz` the bodies as received
  /// @param line number of the document in the `.jsonl.gz`, from 0
  /// @param frameOffset where the document's frame starts in the `.jsonl.gz`
  /// @param frameLength its compressed length in bytes
  /// @param documentOffset where the document starts in the inflated frame
  /// @param documentLength its length without the line feed
  /// @param bodyFrameOffset likewise for the body in the `.tar.gz`
  record InArchive(
      String stem,
      int line,
      long frameOffset,
      int frameLength,
      int documentOffset,
      int documentLength,
      long bodyFrameOffset,
      int bodyFrameLength,
      int bodyOffset,
      int bodyLength)
      implements Location {}
}
