/// Hands measurements in from files, as a probe would: `holdfast submit`.
///
/// [org.holdfast.app.submit.Submit] goes through the files; [org.holdfast.app.submit.InputFile]
/// tells by content what a file holds and cuts it into [org.holdfast.app.submit.Entry]s without
/// ever holding more than one; [org.holdfast.app.submit.FileSubmission] sends them, single ones
/// through `submit_measurement`, those of a legacy report file through open, append and close;
/// [org.holdfast.app.submit.StateFile] remembers what was acknowledged, so that a later run goes on
/// where this one ended. Nothing here depends on the server's code: it speaks to any collector.
@NullMarked
package org.holdfast.app.submit;

import org.jspecify.annotations.NullMarked;
