import { auditFilterFields, listVaultAudit } from "@homeport/auth";
import {
  checkVaultNow,
  getVaultInput,
  listAnyVaults,
  listCandidates,
  listServerKeys,
  listSources,
  listVaultsInput,
  pauseAnyVault,
  pauseVaultInput,
  probeChains,
  retainDelta,
  retainDeltaInput,
  rotateServerKey,
  summarizeVaults,
  unpauseAnyVault,
  unpauseVaultInput,
  type VaultOperatorContext,
} from "@homeport/vaults";
import { z } from "zod";
import type { RecordDenial } from "../deny.ts";
import { operatorProcedure } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { pageFields } from "./page-input.ts";

/** Looks, too: there is nothing here that somebody else's page would ask for. */
const recordDenial: RecordDenial = async ({ path, getRawInput }) => {
  const named = getVaultInput.safeParse(await getRawInput());
  const vaultId = named.success ? named.data.vaultId : "";
  return {
    action: "vault.denied",
    target: { kind: "vault", id: vaultId },
    detail: { action: path },
  };
};

const operating = operatorProcedure("vault.operate", recordDenial).use(async ({ ctx, next }) => {
  const vaults: VaultOperatorContext = { ...ctx.deps.vaults, ...ctx.acting, words: ctx.words };
  return await next({ ctx: { vaults } });
});

/** What operators see and do of every vault. They see no state and no payload, and nothing lets them move one. */
export const vaultOperatorRouter = trpc.router({
  summary: operating.query(({ ctx }) => summarizeVaults(ctx.vaults)),

  /** Of all organizations, the one that changed last first. */
  list: operating
    .input(listVaultsInput)
    .query(({ ctx, input }) => listAnyVaults(ctx.vaults, input)),

  /** What waits for its source, the oldest first. */
  candidates: operating
    .input(z.strictObject(pageFields))
    .query(({ ctx, input }) => listCandidates(ctx.vaults, input)),

  /** How the endpoints of each chain answer the replica that is asked. */
  chains: operating.query(({ ctx }) => probeChains(ctx.vaults)),

  sources: operating.query(({ ctx }) => listSources(ctx.vaults)),

  checkNow: operating
    .input(getVaultInput)
    .mutation(({ ctx, input }) => checkVaultNow(ctx.vaults, input)),

  /** Ends the wait of a delta that is stuck; it may land all the same. */
  retain: operating
    .input(retainDeltaInput)
    .mutation(({ ctx, input }) => retainDelta(ctx.vaults, input)),

  pause: operating
    .input(pauseVaultInput)
    .mutation(({ ctx, input }) => pauseAnyVault(ctx.vaults, input)),

  unpause: operating
    .input(unpauseVaultInput)
    .mutation(({ ctx, input }) => unpauseAnyVault(ctx.vaults, input)),

  /** What people did to vaults of all organizations, the newest first. */
  audit: operating
    .input(z.strictObject({ ...auditFilterFields, ...pageFields }))
    .query(({ ctx, input }) => listVaultAudit(ctx.vaults, input)),

  /** With which this installation acknowledges, or did; the oldest first. */
  keys: operating.query(({ ctx }) => listServerKeys(ctx.vaults)),

  rotateKey: operating.mutation(({ ctx }) =>
    rotateServerKey({ ...ctx.vaults, keys: ctx.deps.gate.keys }),
  ),
});
