package org.holdfast.catalogue.memory;

import org.holdfast.catalogue.Catalogue;
import org.holdfast.catalogue.CatalogueContract;

class InMemoryCatalogueTest extends CatalogueContract {
  private final InMemoryCatalogue.Storage storage = new InMemoryCatalogue.Storage();

  @Override
  protected Catalogue open() {
    return new InMemoryCatalogue(storage);
  }
}
