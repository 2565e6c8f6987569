/// Report files and entries of 2012 to 2016, which are YAML 1.1 (contracts: legacy §1.2, pipeline
/// §3.2, §3.3; ruling U10). Read with a safe constructor within bounds, one entry at a time, and
/// turned into measurement documents of data format 0.2.0.
@NullMarked
package org.holdfast.model.yaml;

import org.jspecify.annotations.NullMarked;
