/// The archive in a store that speaks the S3 protocol (Amazon S3 API 2006-03-01), at any endpoint.
///
/// [org.holdfast.pipeline.archive.s3.S3ObjectStore] is the store. Keys are those of a directory
/// archive, so that one can be copied to the other. An object carries its SHA-256 in the user
/// metadata `sha256` (hex), which tells the same content put again from other content without
/// reading it. What is asked of the store: `PutObject`, `GetObject` with ranges, `HeadObject`,
/// `ListObjectsV2`, `DeleteObject`, multipart upload. `If-None-Match: *` on writing (conditional
/// writes) is used where the store has it.
///
/// The client library is seen in this package alone.
@NullMarked
package org.holdfast.pipeline.archive.s3;

import org.jspecify.annotations.NullMarked;
