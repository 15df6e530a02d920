import { z } from "zod";
import { accessLevels, architectures, permissionWords, protocols } from "../records/entry.ts";

export const installModes = ["compose", "adopt"] as const;

const settingSchema = z.union([
  z.strictObject({ value: z.string() }),
  /** Made on the host, and never seen anywhere else. */
  z.strictObject({ generate: z.strictObject({ bytes: z.int().min(16).max(64) }) }),
]);

/** What a host needs to install an entry, version 1. Settings stand beside the template and are nowhere written into it. */
export const installPlanSchema = z.strictObject({
  version: z.literal(1),
  entryId: z.uuid(),
  slug: z.string(),
  name: z.string(),
  /** Null where an app is taken in that already runs. */
  release: z.string().nullable(),
  /** Where in the catalog's history this was read. */
  generation: z.int(),
  commit: z.string(),
  architectures: z.array(z.enum(architectures)),
  minimumHomeport: z.string().nullable(),
  mode: z.enum(installModes),
  /** `compose.yml` as it is in the catalog. */
  template: z.string().nullable(),
  images: z.array(z.strictObject({ service: z.string(), reference: z.string() })),
  entrypoints: z.array(
    z.strictObject({
      name: z.string(),
      service: z.string(),
      port: z.int(),
      protocol: z.enum(protocols),
      isPrimary: z.boolean(),
    }),
  ),
  access: z.array(
    z.strictObject({ prefix: z.string(), access: z.enum(accessLevels), label: z.string() }),
  ),
  backup: z.strictObject({ include: z.array(z.string()), exclude: z.array(z.string()) }).nullable(),
  alwaysOn: z.boolean(),
  idleStopAfterMs: z.int().nullable(),
  permissions: z.array(z.enum(permissionWords)),
  /** By variable of the template; every one that the entry declares. */
  settings: z.record(z.string(), settingSchema),
});

export type InstallPlan = z.infer<typeof installPlanSchema>;
export type PlannedSetting = z.infer<typeof settingSchema>;
