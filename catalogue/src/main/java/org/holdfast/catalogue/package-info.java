/// The index over what was published, and the read API.
///
/// [org.holdfast.catalogue.Catalogue] is the one interface to it: the pipeline writes through
/// [org.holdfast.catalogue.CatalogueTransaction], readers search. It is a projection: journal and
/// archive suffice to rebuild it (invariant I2). `org.holdfast.catalogue.sql` holds it in SQLite or
/// PostgreSQL with one set of statements and migrations; `org.holdfast.catalogue.api` is the read
/// API as OONI's readers know it.
@NullMarked
package org.holdfast.catalogue;

import org.jspecify.annotations.NullMarked;
