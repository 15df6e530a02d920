import { z } from "zod";

/** Told to web, which takes changes, and to workers, which commit and push them. */
export const catalogWritesVariable = {
  HOMEPORT_CATALOG_WRITES: {
    schema: z.enum(["on", "off"], "is not on or off").transform((word) => word === "on"),
    describe:
      "Whether people may change the catalog from the console: each change is a commit that is pushed. What lets the workers in has to let them push.",
    default: "off",
    remedy: "Set it to on or off.",
    group: "Catalog",
  },
} as const;
