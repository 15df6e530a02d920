import {
  countCatalog,
  getCatalogEntry,
  listCatalog,
  listEntriesInput,
  suggestEntries,
} from "@homeport/catalog";
import { z } from "zod";
import { publicProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { catalogEditProcedures, catalogOperationsRouter } from "./catalog-edit.ts";
import { catalogInstallRouter } from "./catalog-install.ts";
import { catalogOperateProcedures } from "./catalog-operate.ts";

const slug = z.string().trim().min(1).max(60);

const entriesRouter = trpc.router({
  list: publicProcedure
    .input(listEntriesInput)
    .query(({ ctx, input }) => listCatalog(ctx.deps.catalog, input)),

  get: publicProcedure
    .input(z.strictObject({ slug }))
    .query(({ ctx, input }) => getCatalogEntry(ctx.deps.catalog, input.slug)),

  suggest: publicProcedure
    .input(z.strictObject({ q: z.string().trim().min(1).max(200) }))
    .query(({ ctx, input }) => suggestEntries(ctx.deps.catalog, input.q)),

  count: publicProcedure.query(({ ctx }) => countCatalog(ctx.deps.catalog)),

  ...catalogEditProcedures,
});

/** The apps that can be installed; for those who keep them, changes; and for operators, how they come from their repository. */
export const catalogRouter = trpc.router({
  entries: entriesRouter,
  install: catalogInstallRouter,
  operations: catalogOperationsRouter,
  ...catalogOperateProcedures,
});
