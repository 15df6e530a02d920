import {
  explain,
  explainInput,
  getAppGate,
  getAppGateInput,
  replaceRules,
  replaceRulesInput,
  whoCanOpen,
  whoCanOpenInput,
} from "@homeport/gate";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";

export const gateRouter = trpc.router({
  rules: trpc.router({
    /** Addresses, and rules sorted as they win, with the version to name when saving. */
    list: inOrganization("gate.read")
      .input(getAppGateInput)
      .query(({ ctx, input }) => getAppGate(ctx.gate, input)),

    /** Replaces the whole set; another `version` than the stored one is CONFLICT. */
    replace: inOrganization("gate.write")
      .input(replaceRulesInput)
      .mutation(({ ctx, input }) => replaceRules(ctx.gate, input)),
  }),

  /** Every reading of a target with its winning rule and the verdict; `rules` tries a draft. */
  explain: inOrganization("gate.read")
    .input(explainInput)
    .query(({ ctx, input }) => explain(ctx.gate, input)),

  /** The closed list of who passes at a target; `rules` tries a draft. */
  whoCanOpen: inOrganization("gate.read")
    .input(whoCanOpenInput)
    .query(({ ctx, input }) => whoCanOpen(ctx.gate, input)),
});
