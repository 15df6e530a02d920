import { availableParallelism } from "node:os";
import {
  avifVariable,
  booleanSchema,
  checkShared,
  defineEnv,
  dnsVariable,
  type EnvSource,
  opsVariable,
  parseEnv,
  type Runtime,
  resolveRuntime,
  type SharedConfig,
  sharedConfig,
  sharedVariables,
  unknownNames,
  wholeNumber,
} from "@homeport/platform";
import {
  checkVaultTimings,
  readVaultSettings,
  type VaultSettings,
  vaultVariables,
} from "@homeport/vaults";
import { type CatalogConfig, catalogVariables, readCatalogConfig } from "./catalog/env.ts";

/** Every variable that the worker reads. */
export const envSpec = defineEnv(
  {
    ...sharedVariables,
    ...dnsVariable,
    ...avifVariable,
    ...opsVariable("127.0.0.1:9102"),
    HOMEPORT_TICKER_ENABLED: {
      schema: booleanSchema,
      describe:
        "Whether this worker may run the passes that fill the queues of photos; `false` leaves them to the tick.",
      default: "true",
      remedy: "Set it to true or false.",
      group: "Gallery",
    },
    HOMEPORT_GALLERY_DECODERS: {
      schema: wholeNumber(1, 64).optional(),
      describe: "Photos that this worker decodes at a time, beside one first rendition.",
      defaultText: "its cores less one",
      remedy: "Set it to a whole number such as 2, or unset it.",
      group: "Gallery",
    },
    HOMEPORT_GALLERY_MAX_ACTIVE: {
      schema: wholeNumber(0, 10_000),
      describe:
        "Photos that all workers together decode at a time, beside first renditions; 0 is no limit. While Redis is away each worker keeps to its own decoders alone.",
      default: "0",
      group: "Gallery",
    },
    HOMEPORT_GALLERY_MAX_PIXELS: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Most pixels of a photo that is decoded.",
      default: "150000000",
      group: "Gallery",
    },
    HOMEPORT_GALLERY_MAX_PROGRESSIVE_PIXELS: {
      schema: wholeNumber(1, 1_000_000_000),
      describe: "Most pixels of a progressive or interlaced one, which has to be held whole.",
      default: "40000000",
      group: "Gallery",
    },
    ...vaultVariables,
    ...catalogVariables,
  },
  [checkShared, checkVaultTimings],
);

export interface WorkerConfig extends SharedConfig {
  /** What was resolved from the configuration: the only source of stores. */
  readonly runtime: Runtime;
  /** Null: those of the system. */
  readonly dnsServers: readonly string[] | null;
  readonly gallery: GalleryConfig;
  readonly vaults: VaultSettings;
  /** Null: this installation has no catalog. */
  readonly catalog: CatalogConfig | null;
}

export interface GalleryConfig {
  readonly ticker: boolean;
  readonly decoders: number;
  readonly avifEffort: number;
  /** Over all workers; 0 is no limit. */
  readonly maxActive: number;
  readonly limits: { readonly maxPixels: number; readonly maxProgressivePixels: number };
}

/** Reads and guards the environment. Throws ConfigError with every problem, before anything is opened. */
export function readEnv(source: EnvSource): WorkerConfig {
  const values = parseEnv(envSpec, source);
  const config = sharedConfig(values);
  const warnings = [...config.warnings, ...unknownNames(envSpec, source)];
  const dnsServers = values.HOMEPORT_DNS_SERVERS ?? null;
  const gallery: GalleryConfig = {
    ticker: values.HOMEPORT_TICKER_ENABLED,
    decoders: values.HOMEPORT_GALLERY_DECODERS ?? Math.max(1, availableParallelism() - 1),
    avifEffort: values.HOMEPORT_GALLERY_AVIF_EFFORT,
    maxActive: values.HOMEPORT_GALLERY_MAX_ACTIVE,
    limits: {
      maxPixels: values.HOMEPORT_GALLERY_MAX_PIXELS,
      maxProgressivePixels: values.HOMEPORT_GALLERY_MAX_PROGRESSIVE_PIXELS,
    },
  };
  const vaults = readVaultSettings(values);
  const catalog = readCatalogConfig(values);
  const domains = { gallery, vaults, catalog };
  return { ...config, warnings, dnsServers, ...domains, runtime: resolveRuntime(config) };
}
