import { z } from "zod";

export const catalogVariables = {
  HOMEPORT_CATALOG_CACHE_DIR: {
    schema: z.string().min(1),
    describe:
      "Folder in which this replica keeps the catalog that it has loaded, so that it begins with it; it may be lost at any time.",
    default: ".data/catalog-cache",
    group: "Catalog",
  },
} as const;
