import {
  accessRuleSchema,
  explain,
  getAppGate,
  maxRulesPerApp,
  replaceRules,
  whoCanOpen,
} from "@homeport/gate";
import { z } from "zod";
import { inOrganization } from "../procedures.ts";
import { trpc } from "../trpc.ts";
import { idField } from "./page-input.ts";

const rules = z.array(accessRuleSchema).min(1).max(maxRulesPerApp);
/** A raw request target as a browser would send it. */
const target = z.string().min(1).max(8_192).startsWith("/");

export const gateRouter = trpc.router({
  rules: trpc.router({
    /** Addresses, and rules sorted as they win, with the version to name when saving. */
    list: inOrganization("gate.read")
      .input(z.strictObject({ appId: idField }))
      .query(({ ctx, input }) => getAppGate(ctx.gate, input)),

    /** Replaces the whole set; another `version` than the stored one is CONFLICT. */
    replace: inOrganization("gate.write")
      .input(z.strictObject({ appId: idField, version: z.string().regex(/^\d{1,19}$/), rules }))
      .mutation(({ ctx, input }) => replaceRules(ctx.gate, input)),
  }),

  /** Every reading of a target with its winning rule and the verdict; `rules` tries a draft. */
  explain: inOrganization("gate.read")
    .input(
      z.strictObject({
        appId: idField,
        target,
        as: z.union([z.literal("anonymous"), z.strictObject({ userId: idField })]),
        rules: rules.optional(),
      }),
    )
    .query(({ ctx, input: { rules: draft, ...question } }) =>
      explain(ctx.gate, { ...question, ...(draft === undefined ? {} : { rules: draft }) }),
    ),

  /** The closed list of who passes at a target; `rules` tries a draft. */
  whoCanOpen: inOrganization("gate.read")
    .input(z.strictObject({ appId: idField, target, rules: rules.optional() }))
    .query(({ ctx, input: { rules: draft, ...question } }) =>
      whoCanOpen(ctx.gate, { ...question, ...(draft === undefined ? {} : { rules: draft }) }),
    ),
});
