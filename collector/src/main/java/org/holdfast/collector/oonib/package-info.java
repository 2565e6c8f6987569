/// What only the clients of oonib, 2013 to 2020, need (legacy contract §1): the rules by which
/// their open requests are checked, the YAML header in them (U10), clients that are blocked, and
/// `/pcap`. The requests themselves are answered in `report`, since one listener serves all
/// generations.
@NullMarked
package org.holdfast.collector.oonib;

import org.jspecify.annotations.NullMarked;
