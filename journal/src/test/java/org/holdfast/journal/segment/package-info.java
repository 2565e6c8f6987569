/// Tests of the journal in segment files. [org.holdfast.journal.segment.MemoryDisk] is the file
/// system that can lose its power.
@NullMarked
package org.holdfast.journal.segment;

import org.jspecify.annotations.NullMarked;
