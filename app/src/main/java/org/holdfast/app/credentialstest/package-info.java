/// `holdfast credentialstest`: long runs of anonymous credentials against real server processes.
///
/// [org.holdfast.app.credentialstest.LostAnswers] drops answers and counts what clients end with;
/// [org.holdfast.app.credentialstest.UnlinkabilityGame] lets an adversary guess who submitted. The
/// tests play a sample of both.
@NullMarked
package org.holdfast.app.credentialstest;

import org.jspecify.annotations.NullMarked;
