import {
  type EnvCheck,
  type EnvValues,
  type EnvVariables,
  stageSchema,
  wholeNumber,
} from "@homeport/platform";
import { z } from "zod";
import { type CheckTimings, ceilingBytes, defaultCheckTimings, freshnessMs } from "./core/index.ts";
import { type ChainSettings, chainsSchema } from "./source/evm-registry/chain-settings.ts";

const dayMs = 86_400_000;

const ms = z.int().min(1).max(dayMs).optional();
const times = z.int().min(1).max(10_000).optional();

const timingsShape = z.strictObject({
  freshnessMs: ms,
  fastCheckMs: ms,
  fastAgeMs: z.int().min(0).max(dayMs).optional(),
  checkMs: ms,
  graceMs: z.int().min(0).max(dayMs).optional(),
  maxRetries: times,
  divergences: times,
  abandonWaitMs: z.int().min(0).max(dayMs).optional(),
  abandonConfirmations: times,
  reconcileMs: ms,
  leaseTtlMs: ms,
  leaseRenewMs: ms,
  sweepMs: ms,
  unavailableMs: ms,
  unavailableMaxMs: ms,
});

type GivenTimings = z.infer<typeof timingsShape>;

const timingsSchema = z.string().transform((text, context): GivenTimings => {
  const parsed = timingsShape.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: "is not JSON of known times in whole ms" });
  return z.NEVER;
});

/** What web and worker read about vaults. */
export const vaultVariables = {
  HOMEPORT_VAULT_STATE_MAX_BYTES: {
    schema: wholeNumber(1_024, ceilingBytes),
    describe: "Most bytes of a vault's state, and of one change of it.",
    default: "262144",
    group: "Vaults",
  },
  HOMEPORT_VAULT_RETAINED_MS: {
    schema: wholeNumber(0, 365 * dayMs),
    describe:
      "How long a change that stayed unresolved, or was given up, may still land, in ms; 0 gives it up at once.",
    default: "86400000",
    group: "Vaults",
  },
  HOMEPORT_VAULT_EVENTS_KEPT_MS: {
    schema: wholeNumber(dayMs, 3_650 * dayMs),
    describe: "How long a vault's events are kept for those who follow it, in ms.",
    default: "2592000000",
    group: "Vaults",
  },
  HOMEPORT_VAULT_MAX_PROPOSALS: {
    schema: wholeNumber(1, 1_000),
    describe: "Most proposals of one vault that wait at a time.",
    default: "20",
    group: "Vaults",
  },
  HOMEPORT_VAULT_CHAINS: {
    schema: chainsSchema,
    describe:
      'Chains on which vaults may be anchored: JSON such as `{"1":{"rpcUrls":["https://rpc.example.org"],"finality":"finalized"}}`, with `quorum` (endpoints that have to agree, 1) and `registries` (those that vaults may name, any).',
    default: "{}",
    remedy: 'Set it to JSON such as {"1":{"rpcUrls":["https://rpc.example.org"]}}, or unset it.',
    // Addresses of endpoints often hold keys.
    secret: true,
    group: "Vaults",
  },
  HOMEPORT_VAULT_TIMINGS: {
    schema: timingsSchema.optional(),
    describe:
      'JSON of times and counts by which vaults are looked at, such as `{"checkMs":1000}`; for tests, and refused in prod.',
    remedy: "Unset it.",
    group: "Vaults",
  },
} satisfies EnvVariables;

type VaultValues = EnvValues<typeof vaultVariables>;
const stageVariable = {
  HOMEPORT_STAGE: { schema: stageSchema, describe: "" },
} satisfies EnvVariables;

/** Prod keeps to the times that its promises are made of. */
export const checkVaultTimings: EnvCheck<typeof vaultVariables & typeof stageVariable> =
  function* check(values) {
    if (values.HOMEPORT_STAGE !== "prod" || values.HOMEPORT_VAULT_TIMINGS === undefined) return;
    yield {
      name: "HOMEPORT_VAULT_TIMINGS",
      problem: "is set, and prod does not run with other times than its own",
      remedy: "Unset it.",
    };
  };

export interface VaultSettings {
  readonly stateMaxBytes: number;
  readonly retainedMs: number;
  readonly eventsKeptMs: number;
  readonly maxProposals: number;
  readonly freshnessMs: number;
  readonly sweepMs: number;
  readonly leaseTtlMs: number;
  /** Sooner than the lease ends; a third of its TTL unless told. */
  readonly leaseRenewMs: number;
  readonly timings: CheckTimings;
  readonly chains: readonly ChainSettings[];
}

const defaultSweepMs = 1_000;
const defaultLeaseTtlMs = 15_000;

export function readVaultSettings(values: VaultValues): VaultSettings {
  const given = values.HOMEPORT_VAULT_TIMINGS ?? {};
  const leaseTtlMs = given.leaseTtlMs ?? defaultLeaseTtlMs;
  return {
    stateMaxBytes: values.HOMEPORT_VAULT_STATE_MAX_BYTES,
    retainedMs: values.HOMEPORT_VAULT_RETAINED_MS,
    eventsKeptMs: values.HOMEPORT_VAULT_EVENTS_KEPT_MS,
    maxProposals: values.HOMEPORT_VAULT_MAX_PROPOSALS,
    freshnessMs: given.freshnessMs ?? freshnessMs,
    sweepMs: given.sweepMs ?? defaultSweepMs,
    leaseTtlMs,
    leaseRenewMs: given.leaseRenewMs ?? leaseTtlMs / 3,
    timings: readTimings(given),
    chains: values.HOMEPORT_VAULT_CHAINS,
  };
}

function readTimings(given: GivenTimings): CheckTimings {
  const known = defaultCheckTimings;
  return {
    checkMs: given.checkMs ?? known.checkMs,
    fastCheckMs: given.fastCheckMs ?? known.fastCheckMs,
    fastAgeMs: given.fastAgeMs ?? known.fastAgeMs,
    graceMs: given.graceMs ?? known.graceMs,
    maxRetries: given.maxRetries ?? known.maxRetries,
    divergences: given.divergences ?? known.divergences,
    abandonWaitMs: given.abandonWaitMs ?? known.abandonWaitMs,
    abandonConfirmations: given.abandonConfirmations ?? known.abandonConfirmations,
    unavailableMs: given.unavailableMs ?? known.unavailableMs,
    unavailableMaxMs: given.unavailableMaxMs ?? known.unavailableMaxMs,
    reconcileMs: given.reconcileMs ?? known.reconcileMs,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
