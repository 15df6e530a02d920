import { z } from "zod";

/** Which block is looked at: one so many blocks deep, or one that the chain itself calls so. */
export type Finality = "safe" | "finalized" | { readonly confirmations: number };

/** A chain, as the installation is told where to read it. */
export interface ChainSettings {
  readonly chainId: number;
  /** The order of choice. They may hold keys: nothing but a request ever bears them. */
  readonly rpcUrls: readonly string[];
  /** How many of them have to agree. */
  readonly quorum: number;
  /** The registries that vaults may name, in lower case; null: any. */
  readonly registries: readonly string[] | null;
  /** For a vault that names none; null: the stage's own. */
  readonly finality: Finality | null;
}

const mostEndpoints = 8;
const mostConfirmations = 10_000;

export const addressShape = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase());

/** `latest` is a block that nothing has confirmed yet. */
export const finalityShape = z
  .union([
    z.enum(["latest", "safe", "finalized"]),
    z.strictObject({ confirmations: z.int().min(0).max(mostConfirmations) }),
  ])
  .transform((given): Finality => (given === "latest" ? { confirmations: 0 } : given));

const chainShape = z
  .strictObject({
    rpcUrls: z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .max(mostEndpoints)
      .refine((urls) => new Set(urls).size === urls.length),
    quorum: z.int().min(1).default(1),
    registries: z.array(addressShape).min(1).max(100).optional(),
    finality: finalityShape.optional(),
  })
  .refine(({ rpcUrls, quorum }) => quorum <= rpcUrls.length);

const chainsShape = z.record(z.string().regex(/^[1-9]\d{0,14}$/), chainShape);

/** The chains of the environment, from JSON. No sentence of it quotes what was given. */
export const chainsSchema = z.string().transform((text, context): readonly ChainSettings[] => {
  const { data } = chainsShape.safeParse(readJson(text));
  if (data !== undefined) return Object.entries(data).map(toSettings);
  const message =
    "is not JSON of chain ids, each with rpcUrls, and perhaps a quorum of them, registries and finality";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

function toSettings([id, chain]: [string, z.output<typeof chainShape>]): ChainSettings {
  const { rpcUrls, quorum, registries = null, finality = null } = chain;
  return { chainId: Number(id), rpcUrls, quorum, registries, finality };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
