import {
  countCatalog,
  getCatalogEntry,
  listCatalog,
  listEntriesInput,
  readCatalogState,
  suggestEntries,
  wantSync,
} from "@homeport/catalog";
import { z } from "zod";
import { operatorProcedure, publicProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";

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
});

/** The apps that can be installed; and, for operators, how they come from their repository. */
export const catalogRouter = trpc.router({
  entries: entriesRouter,

  state: operatorProcedure("catalog.operate").query(({ ctx }) => readCatalogState(ctx.deps.db.orm)),

  sync: operatorProcedure("catalog.operate").mutation(({ ctx }) =>
    wantSync({ db: ctx.deps.db, wake: ctx.deps.wakeCatalog }, ctx.acting),
  ),
});
