import {
  checkEntry,
  checkEntryInput,
  type EditContext,
  entrySlugInput,
  getOperation,
  listMyOperations,
  listOperations,
  readEntrySource,
  removeEntry,
  removeEntryInput,
  renameEntry,
  renameEntryInput,
  saveEntry,
  saveEntryInput,
} from "@homeport/catalog";
import { type RequestContext, systemRandom } from "@homeport/platform";
import { z } from "zod";
import type { ApiDeps } from "../context/deps.ts";
import { operatorProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { pageFields } from "./page-input.ts";

const word = "catalog.edit";

function editing({ deps, acting }: { deps: ApiDeps; acting: RequestContext }): EditContext {
  const { catalog, catalogWrites, wakeCatalog, feed } = deps;
  const way = { random: systemRandom, writes: catalogWrites, feed, wake: wakeCatalog };
  return { ...catalog, ...acting, ...way };
}

/** What people who keep the catalog do with one entry: each change is a commit of its repository. */
export const catalogEditProcedures = {
  source: operatorProcedure(word)
    .input(entrySlugInput)
    .query(({ ctx, input }) => readEntrySource(editing(ctx), input)),

  // It changes nothing; it is a mutation because what it looks at is too long for an address.
  check: operatorProcedure(word)
    .input(checkEntryInput)
    .mutation(({ ctx, input }) => checkEntry(editing(ctx), input)),

  save: operatorProcedure(word)
    .input(saveEntryInput)
    .mutation(({ ctx, input }) => saveEntry(editing(ctx), input)),

  rename: operatorProcedure(word)
    .input(renameEntryInput)
    .mutation(({ ctx, input }) => renameEntry(editing(ctx), input)),

  remove: operatorProcedure(word)
    .input(removeEntryInput)
    .mutation(({ ctx, input }) => removeEntry(editing(ctx), input)),
};

/** Changes on their way and ended: one's own, and everybody's for whoever operates the catalog. */
export const catalogOperationsRouter = trpc.router({
  get: operatorProcedure(word)
    .input(z.strictObject({ id: z.uuid() }))
    .query(({ ctx, input }) =>
      getOperation({ ...editing(ctx), seesAll: ctx.words.has("catalog.operate") }, input.id),
    ),

  listMine: operatorProcedure(word)
    .input(z.strictObject({ ...pageFields, slug: entrySlugInput.shape.slug.optional() }))
    .query(({ ctx, input }) => listMyOperations(editing(ctx), input)),

  list: operatorProcedure("catalog.operate")
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) => {
      const { db, cursors } = ctx.deps.catalog;
      return listOperations({ db: db.orm, cursors }, {}, input);
    }),
});
