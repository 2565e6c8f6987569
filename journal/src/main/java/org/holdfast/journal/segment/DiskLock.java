package org.holdfast.journal.segment;

import java.io.Closeable;

/// A lock held on a file until it is closed.
@FunctionalInterface
interface DiskLock extends Closeable {}
