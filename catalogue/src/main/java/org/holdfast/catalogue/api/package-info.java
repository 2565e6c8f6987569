/// The read API as OONI's readers know it (pipeline contract §4.1 to §4.3, probe-services §1.18).
///
/// Start with [org.holdfast.catalogue.api.ReadRoutes].
///
/// | route | answers |
/// |---|---|
/// | `GET /api/v1/measurements` | a page of search results |
/// | `GET /api/v1/measurement_meta` | what the index knows of one measurement |
/// | `GET /api/v1/raw_measurement` | one measurement as published |
/// | `GET /api/v1/measurement/{uid}` | the same, by path; with `download=true` as an attachment |
/// | `GET /api/v1/measurement/{uid}/body` | the bytes exactly as received |
/// | `GET /api/v1/measurement/{uid}/envelope` | what the server noted beside them |
///
/// Fields and types are those of recorded answers (D37). On purpose we differ where the original
/// misleads its readers:
///
/// - `next_url` continues by `cursor`, which a live table does not disturb (D39); `offset` works as
///   before. It spells out the time range that was filled in, so that all pages are of one range.
/// - An unknown measurement is 404 on the raw routes, cached for seconds (D40), where it was `{}`
///   cached for a day. Bytes that cannot be read just now are 503 with `Retry-After`, withdrawn
///   ones 410. Found ones carry an `ETag` and are immutable.
/// - `limit=0` answers no results instead of an error. There is an upper bound; a search beyond a
///   bound is refused by name (D41).
/// - Measurements without a known network are answered when asked for by uid or report: their
///   probes were given the uid, too.
/// - `category_code` filters by a test list, which this server does not hold; it is refused rather
///   than ignored. In answers it is always empty.
/// - There is no made-up result for clients that call themselves `okhttp`.
/// - Empty parameters count as absent.
@NullMarked
package org.holdfast.catalogue.api;

import org.jspecify.annotations.NullMarked;
