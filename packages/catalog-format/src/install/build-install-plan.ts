import type { SettingValue } from "../records/fit-setting.ts";
import type { Release } from "../records/release.ts";
import { newestRelease } from "../records/release-order.ts";
import type { FullEntry } from "../tree/catalog-record.ts";
import type { InstallPlan, installModes } from "./install-plan.ts";
import { type InstallProblem, readSettings } from "./read-settings.ts";

/** One state of the catalog, as far as an installation looks at it. */
export interface InstallSource {
  readonly generation: number;
  readonly commit: string;
  findEntry(slug: string): FullEntry | null;
}

/** What a person chose. */
export interface InstallChoice {
  readonly slug: string;
  /** Null for the newest. */
  readonly version: string | null;
  readonly mode: (typeof installModes)[number];
  /** By the keys of the entry's settings. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

export type BuiltPlan =
  | { readonly plan: InstallPlan; readonly problems: null }
  | { readonly plan: null; readonly problems: readonly InstallProblem[] };

/** Says what a host is to install, or everything that is wrong with the choice. */
export function buildInstallPlan(source: InstallSource, choice: InstallChoice): BuiltPlan {
  const full = source.findEntry(choice.slug);
  if (full === null || full.entry.status === "draft") return refused("slug", "is no entry");
  if (full.entry.status === "removed") return refused("slug", "was removed from the catalog");
  return choice.mode === "adopt" ? adopt(source, full, choice) : compose(source, full, choice);
}

function adopt(source: InstallSource, full: FullEntry, { settings }: InstallChoice): BuiltPlan {
  const problems = Object.keys(settings).map((key) => ({
    field: `settings.${key}`,
    message: "is not asked for an app that already runs",
  }));
  if (problems.length > 0) return { plan: null, problems };
  return { plan: { ...frameOf(source, full), mode: "adopt" }, problems: null };
}

function compose(source: InstallSource, full: FullEntry, choice: InstallChoice): BuiltPlan {
  const { entry, releases } = full;
  if (full.compose === null)
    return refused("mode", "has no template, and can only be taken in where it runs");
  const release = findRelease(releases, choice.version);
  const { planned, problems } = readSettings(entry.settings ?? [], choice.settings);
  const missing = { field: "version", message: "is no release of this entry" };
  if (release === null) return { plan: null, problems: [missing, ...problems] };
  if (problems.length > 0) return { plan: null, problems };
  const plan: InstallPlan = {
    ...frameOf(source, full),
    mode: "compose",
    release: release.version,
    minimumHomeport: release.minimumHomeport ?? null,
    template: full.compose,
    images: release.images.map(({ service, reference, digest }) => ({
      service,
      reference: digest === undefined ? reference : `${reference}@${digest}`,
    })),
    permissions: entry.permissions ?? [],
    settings: planned,
  };
  return { plan, problems: null };
}

function findRelease(releases: readonly Release[], version: string | null): Release | null {
  if (version === null) return newestRelease(releases);
  return releases.find((release) => release.version === version) ?? null;
}

/** What is the same in every mode: where the app listens, who may open it, how it lives. */
function frameOf(source: InstallSource, { entry }: FullEntry): InstallPlan {
  return {
    version: 1,
    entryId: entry.id,
    slug: entry.slug,
    name: entry.name,
    release: null,
    generation: source.generation,
    commit: source.commit,
    architectures: entry.architectures,
    minimumHomeport: null,
    mode: "adopt",
    template: null,
    images: [],
    entrypoints: entry.entrypoints.map(({ primary = false, ...rest }) => ({
      ...rest,
      isPrimary: primary,
    })),
    access: entry.paths ?? [],
    backup: entry.backup ?? null,
    alwaysOn: entry.lifecycle?.alwaysOn ?? false,
    idleStopAfterMs: entry.lifecycle?.idleStopAfterMs ?? null,
    permissions: [],
    settings: {},
  };
}

function refused(field: string, message: string): BuiltPlan {
  return { plan: null, problems: [{ field, message }] };
}
