import type { OperatorRule } from "@homeport/auth";
import { catalogWritesVariable, type ReloadSecrets } from "@homeport/catalog";
import {
  avifVariable,
  checkShared,
  defineEnv,
  dnsVariable,
  type EnvSource,
  type ListenAddress,
  listenAddressSchema,
  opsVariable,
  parseEnv,
  type ResolvedVariable,
  resolveEnv,
  type SharedConfig,
  sharedConfig,
  sharedVariables,
  storeUrl,
  unknownNames,
  wholeNumber,
} from "@homeport/platform";
import {
  checkVaultTimings,
  readVaultSettings,
  type VaultSettings,
  vaultVariables,
} from "@homeport/vaults";
import { z } from "zod";
import { catalogVariables } from "./catalog/catalog-env.ts";
import { checkReloadSecrets, readReloadSecrets, reloadVariables } from "./catalog/reload-env.ts";

/** Chain ids as a list of numbers. */
const chainsSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}(,[1-9]\d{0,8})*$/, "is not a list of chain ids")
  .transform((text) => text.split(",").map(Number));

/** E-mail addresses in lower case, as accounts have them. */
const operatorsSchema = z.string().transform((text, context): string[] => {
  const emails = text.split(",").map((part) => part.trim().toLowerCase());
  if (emails.every((email) => z.email().safeParse(email).success)) return emails;
  context.addIssue({
    code: "custom",
    message: "is not a comma-separated list of e-mail addresses",
  });
  return z.NEVER;
});

/** `host` or `host:port`, in lower case, as a signed request names them. */
const authoritiesSchema = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => /^[a-z0-9.-]{1,253}(?::[1-9]\d{0,4})?$/.test(part)),
    "is not a comma-separated list of hosts in lower case, each with or without a port",
  );

export const envSpec = defineEnv(
  {
    ...sharedVariables,
    ...dnsVariable,
    ...avifVariable,
    ...opsVariable("127.0.0.1:9101"),
    HOMEPORT_WEB_ADDR: {
      schema: listenAddressSchema,
      describe: "Listener of the console and its endpoints.",
      default: { dev: "127.0.0.1:3000", test: "127.0.0.1:3000", prod: "[::]:3000" },
      remedy: "Set it to host:port, such as 127.0.0.1:3000 or [::]:3000.",
      group: "Addresses",
    },
    HOMEPORT_SIGN_UP: {
      schema: z.enum(["closed", "invite", "open"], "is not closed, invite or open"),
      describe: "Who may make an account once there is an owner; the very first person always may.",
      default: "invite",
      remedy: "Set it to closed, invite or open.",
      group: "Sign-in",
    },
    HOMEPORT_SIWE_CHAINS: {
      schema: chainsSchema,
      describe: "Chain ids, comma-separated, for which a wallet may sign a person in.",
      default: "1",
      remedy: "Set it to chain ids, such as 1 or 1,10.",
      group: "Sign-in",
    },
    HOMEPORT_SMTP_URL: {
      schema: storeUrl(["smtp", "smtps"]).optional(),
      describe:
        "Mail server for invitations and new passwords; `from` in its query is the sender. Unset: links are only shown.",
      remedy: "Set it to smtp://user:password@host:587?from=homeport@example.org, or unset it.",
      secret: true,
      group: "Sign-in",
    },
    HOMEPORT_OPERATORS: {
      schema: operatorsSchema.optional(),
      describe:
        "E-mail addresses, comma-separated, of the people who operate the installation; name them once they have accounts.",
      defaultText: "nobody; in dev and test the first person",
      remedy: "Set it to addresses such as ada@example.org,grace@example.org, or unset it.",
      group: "Fleet",
    },
    HOMEPORT_RATE_FLEET: {
      schema: z.enum(["on", "off"], "is neither on nor off"),
      describe:
        "Whether Redis counts the sum of rates that are the whole fleet's; off leaves each process to its share.",
      default: "on",
      remedy: "Set it to on or off, or unset it.",
      group: "Fleet",
    },
    HOMEPORT_TICK_SECRET: {
      schema: z.string().min(16, "is shorter than 16 characters").optional(),
      describe:
        "Secret of `POST /api/v1/preprocess/tick`, in the header `x-homeport-tick-secret`. Unset: open in dev and test, operators alone in prod.",
      remedy: "Set it to the output of `openssl rand -hex 32`, or unset it.",
      secret: true,
      group: "Gallery",
    },
    ...reloadVariables,
    ...catalogVariables,
    ...catalogWritesVariable,
    HOMEPORT_GALLERY_MAX_UPLOAD_BYTES: {
      schema: wholeNumber(1, 1024 ** 4),
      describe: "Largest photo that is taken.",
      default: String(512 * 1024 ** 2),
      group: "Gallery",
    },
    HOMEPORT_GALLERY_SHARED_CACHE_MS: {
      schema: wholeNumber(0, 31_536_000_000),
      describe:
        "How long shared caches may keep public renditions; a photo that is withdrawn stays in them as long.",
      default: "0",
      group: "Gallery",
    },
    ...vaultVariables,
    HOMEPORT_VAULT_AUTHORITIES: {
      schema: authoritiesSchema.optional(),
      describe:
        "Further authorities, comma-separated, that a signed request of a vault's signer may name, besides that of the console.",
      remedy: "Set it to hosts such as vaults.example.org,vaults.example.org:8443, or unset it.",
      group: "Vaults",
    },
    NODE_ENV: {
      schema: z.string(),
      describe: "`development` serves pages from their sources; anything else serves the build.",
      default: "production",
      group: "Process",
    },
  },
  [checkShared, checkVaultTimings, checkReloadSecrets],
);

export interface WebConfig extends SharedConfig {
  webAddress: ListenAddress;
  signUp: "closed" | "invite" | "open";
  /** Whether Redis is asked for rates that are the whole fleet's. */
  rateFleet: "on" | "off";
  walletChains: readonly number[];
  operators: OperatorRule;
  /** Null: this installation sends no mail. */
  smtpUrl: string | null;
  /** Null: those of the system. */
  dnsServers: readonly string[] | null;
  gallery: {
    tickSecret: string | null;
    maxUploadBytes: number;
    sharedCacheMs: number;
    avifEffort: number;
  };
  /** Whether the catalog is changed from the console. */
  catalogWrites: boolean;
  /** Null: nobody may have the catalog reloaded. */
  reloadSecrets: ReloadSecrets | null;
  /** Folder for what is loaded of the catalog. */
  catalogCache: string;
  /** Page of the catalog's repository; null for none. */
  catalogForgeUrl: string | null;
  /** Further authorities that signed requests may name. */
  vaultAuthorities: readonly string[];
  vaults: VaultSettings;
  /** Every variable as it was taken, for operators. */
  resolved: readonly ResolvedVariable[];
  /** Serves pages from their sources, compiled as they are asked for. */
  developing: boolean;
}

/** Parses and guards the environment. Throws ConfigError with every problem. */
export function readEnv(source: EnvSource): WebConfig {
  const values = parseEnv(envSpec, source);
  const shared = sharedConfig(values);
  return {
    ...shared,
    warnings: [...shared.warnings, ...unknownNames(envSpec, source)],
    webAddress: values.HOMEPORT_WEB_ADDR,
    signUp: values.HOMEPORT_SIGN_UP,
    rateFleet: values.HOMEPORT_RATE_FLEET,
    walletChains: values.HOMEPORT_SIWE_CHAINS,
    operators: {
      emails: new Set(values.HOMEPORT_OPERATORS ?? []),
      firstPerson: shared.stage !== "prod",
    },
    smtpUrl: values.HOMEPORT_SMTP_URL ?? null,
    dnsServers: values.HOMEPORT_DNS_SERVERS ?? null,
    gallery: {
      tickSecret: values.HOMEPORT_TICK_SECRET ?? null,
      maxUploadBytes: values.HOMEPORT_GALLERY_MAX_UPLOAD_BYTES,
      sharedCacheMs: values.HOMEPORT_GALLERY_SHARED_CACHE_MS,
      avifEffort: values.HOMEPORT_GALLERY_AVIF_EFFORT,
    },
    catalogWrites: values.HOMEPORT_CATALOG_WRITES,
    reloadSecrets: readReloadSecrets(values),
    catalogCache: values.HOMEPORT_CATALOG_CACHE_DIR,
    catalogForgeUrl: values.HOMEPORT_CATALOG_WEB_URL ?? null,
    vaults: readVaultSettings(values),
    vaultAuthorities: values.HOMEPORT_VAULT_AUTHORITIES ?? [],
    resolved: resolveEnv(envSpec, source),
    developing: values.NODE_ENV === "development",
  };
}

/** The environment of this process. React and Next choose their builds by NODE_ENV when they are loaded. */
export function takeProcessEnv(): EnvSource {
  const env: Record<string, string | undefined> = process.env;
  env["NODE_ENV"] ??= "production";
  return env;
}
