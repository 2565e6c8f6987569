/// Reads the published archive as a researcher does who trusts nothing
/// ([org.holdfast.testkit.archive.PublishedArchive]): sizes and digests against the manifests,
/// every line and every tar member present, each uid once (pipeline contract §1.3, §1.4, D8 to
/// D11).
@NullMarked
package org.holdfast.testkit.archive;

import org.jspecify.annotations.NullMarked;
