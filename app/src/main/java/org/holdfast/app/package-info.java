/// Where everything comes together: `main`, and below it configuration, commands and composition.
///
/// [org.holdfast.app.Holdfast] is the main class and hands over to a command in
/// `org.holdfast.app.command`. What a file can say is in `org.holdfast.app.config`; what a process
/// is made of is in `org.holdfast.app.role`, one composition root per role, assembled by
/// `org.holdfast.app.server`; `org.holdfast.app.submit` hands measurements in from files.
@NullMarked
package org.holdfast.app;

import org.jspecify.annotations.NullMarked;
