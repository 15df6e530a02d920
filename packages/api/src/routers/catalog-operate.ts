import {
  acceptRewrite,
  acceptRewriteInput,
  generationInput,
  getGeneration,
  listDeliveries,
  listGenerations,
  listRejections,
  type OperateContext,
  pauseCatalog,
  readCatalogState,
  rebuildMirror,
  resumeCatalog,
  rollBackCatalog,
  rollBackInput,
  viewInput,
  wantSync,
} from "@homeport/catalog";
import type { RequestContext } from "@homeport/platform";
import { z } from "zod";
import type { ApiDeps } from "../context/deps.ts";
import { operatorProcedure } from "../procedures.ts";
import { pageFields } from "./page-input.ts";

const word = "catalog.operate";

function operating({ deps, acting }: { deps: ApiDeps; acting: RequestContext }): OperateContext {
  return { ...acting, db: deps.db, feed: deps.feed, wake: deps.wakeCatalog };
}

/** How the catalog comes from its repository, and what operators do about it. */
export const catalogOperateProcedures = {
  state: operatorProcedure(word).query(({ ctx }) => readCatalogState(ctx.deps.db.orm)),

  generations: operatorProcedure(word)
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) =>
      listGenerations({ db: ctx.deps.db.orm, cursors: ctx.deps.catalog.cursors }, input),
    ),

  rejections: operatorProcedure(word)
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) =>
      listRejections({ db: ctx.deps.db.orm, cursors: ctx.deps.catalog.cursors }, input),
    ),

  deliveries: operatorProcedure(word)
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) =>
      listDeliveries({ db: ctx.deps.db.orm, cursors: ctx.deps.catalog.cursors }, input),
    ),

  generation: operatorProcedure(word)
    .input(generationInput)
    .query(({ ctx, input }) => getGeneration(ctx.deps.db.orm, input)),

  sync: operatorProcedure(word).mutation(({ ctx }) =>
    wantSync({ db: ctx.deps.db, wake: ctx.deps.wakeCatalog }, ctx.acting),
  ),

  rollback: operatorProcedure(word)
    .input(rollBackInput)
    .mutation(({ ctx, input }) => rollBackCatalog(operating(ctx), input)),

  pause: operatorProcedure(word)
    .input(viewInput)
    .mutation(({ ctx, input }) => pauseCatalog(operating(ctx), input)),

  resume: operatorProcedure(word)
    .input(viewInput)
    .mutation(({ ctx, input }) => resumeCatalog(operating(ctx), input)),

  acceptRewrite: operatorProcedure(word)
    .input(acceptRewriteInput)
    .mutation(({ ctx, input }) => acceptRewrite(operating(ctx), input)),

  rebuildMirror: operatorProcedure(word)
    .input(viewInput)
    .mutation(({ ctx, input }) => rebuildMirror(operating(ctx), input)),
};
