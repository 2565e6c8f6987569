/// Against a real server of the S3 protocol.
@NullMarked
package org.holdfast.pipeline.archive.s3;

import org.jspecify.annotations.NullMarked;
