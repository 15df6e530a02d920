import { z } from "zod";

export const catalogVariables = {
  HOMEPORT_CATALOG_CACHE_DIR: {
    schema: z.string().min(1),
    describe:
      "Folder in which this replica keeps the catalog that it has loaded, so that it begins with it; it may be lost at any time.",
    default: ".data/catalog-cache",
    group: "Catalog",
  },
  HOMEPORT_CATALOG_WEB_URL: {
    schema: z.url({ protocol: /^https?$/, error: "is no http or https address" }).optional(),
    describe:
      "Page of the catalog's repository at its forge, for the links to an app's source and history.",
    defaultText: "no links",
    remedy: "Set it to an address such as https://git.example/catalog, or unset it.",
    group: "Catalog",
  },
} as const;
