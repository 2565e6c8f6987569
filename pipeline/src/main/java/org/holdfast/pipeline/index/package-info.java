/// The reader of the journal that makes measurements searchable.
///
/// [org.holdfast.pipeline.index.Indexer] takes batches, `IndexStages` holds the order of the
/// stages, [org.holdfast.pipeline.index.RowExtractor] says which columns come from where (pipeline
/// contract §1.6).
@NullMarked
package org.holdfast.pipeline.index;

import org.jspecify.annotations.NullMarked;
