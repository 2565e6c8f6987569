/// Joins the routes of all generations behind one intake:
/// [org.holdfast.collector.routes.CollectorRoutes].
@NullMarked
package org.holdfast.collector.routes;

import org.jspecify.annotations.NullMarked;
