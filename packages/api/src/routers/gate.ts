import {
  addHostname,
  addHostnameInput,
  chooseIdentity,
  chooseIdentityInput,
  explain,
  explainInput,
  explainUrl,
  explainUrlInput,
  getAppGate,
  getAppGateInput,
  listAddresses,
  listAddressesInput,
  listDecisions,
  listDecisionsInput,
  removeAddress,
  removeAddressInput,
  replaceRules,
  replaceRulesInput,
  setPrimaryAddress,
  setPrimaryAddressInput,
  verifyAddress,
  verifyAddressInput,
  whoCanOpen,
  whoCanOpenInput,
} from "@homeport/gate";
import { inOrganization } from "../procedures.ts";
import { takeAddressRate } from "../rate.ts";
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

  addresses: trpc.router({
    /** The primary one first, each custom hostname with the DNS record that proves it. */
    list: inOrganization("gate.read")
      .input(listAddressesInput)
      .query(({ ctx, input }) => listAddresses(ctx.gate, input)),

    /** Claims a hostname, which answers 404 until its record is found. */
    add: inOrganization("gate.write")
      .input(addHostnameInput)
      .mutation(({ ctx, input }) => addHostname(ctx.gate, input)),

    /** Looks for the record now; `finding` says what it saw. */
    verify: inOrganization("gate.write")
      .input(verifyAddressInput)
      .mutation(async ({ ctx, input }) => {
        await takeAddressRate(ctx, "address-check");
        return await verifyAddress({ ...ctx.gate, lookUpTxt: ctx.deps.lookUpTxt }, input);
      }),

    setPrimary: inOrganization("gate.write")
      .input(setPrimaryAddressInput)
      .mutation(({ ctx, input }) => setPrimaryAddress(ctx.gate, input)),

    remove: inOrganization("gate.write")
      .input(removeAddressInput)
      .mutation(({ ctx, input }) => removeAddress(ctx.gate, input)),
  }),

  /** Under which identity the app knows the organization; null for the default one. */
  chooseIdentity: inOrganization("gate.write")
    .input(chooseIdentityInput)
    .mutation(({ ctx, input }) => chooseIdentity(ctx.gate, input)),

  /** Every reading of a target with its winning rule and the verdict; `rules` tries a draft. */
  explain: inOrganization("gate.read")
    .input(explainInput)
    .query(({ ctx, input }) => explain(ctx.gate, input)),

  /** The same for an address as it stands in a browser, and for a person by e-mail. */
  explainUrl: inOrganization("gate.read")
    .input(explainUrlInput)
    .query(({ ctx, input }) => explainUrl(ctx.gate, input)),

  /** How often the gate decided what, by step and code; 24 hours unless told. */
  decisions: inOrganization("gate.read")
    .input(listDecisionsInput)
    .query(({ ctx, input }) => listDecisions(ctx.gate, input)),

  /** The closed list of who passes at a target; `rules` tries a draft. */
  whoCanOpen: inOrganization("gate.read")
    .input(whoCanOpenInput)
    .query(({ ctx, input }) => whoCanOpen(ctx.gate, input)),
});
