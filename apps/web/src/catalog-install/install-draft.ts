import type { Inputs } from "../data/router-types.ts";
import type { Setting, ShownEntry } from "../public-catalog/catalog-types.ts";

export type InstallChoice = Inputs["catalog"]["install"]["plan"];
export type InstallRequest = Inputs["catalog"]["install"]["start"];
export type SettingValue = string | number | boolean;

/** What a person has filled in so far. */
export interface InstallDraft {
  /** One a page: however often it is sent, it installs once. */
  readonly requestId: string;
  readonly mode: "compose" | "adopt";
  readonly hostId: string | undefined;
  /** Undefined for the newest. */
  readonly version: string | undefined;
  readonly name: string;
  readonly port: string;
  readonly settings: Readonly<Record<string, SettingValue | undefined>>;
  /** Those that were agreed to. */
  readonly permissions: readonly string[];
}

export function newDraft({ view }: Pick<ShownEntry, "view">): InstallDraft {
  return {
    requestId: newRequestId(),
    mode: view.hasTemplate ? "compose" : "adopt",
    ...{ hostId: undefined, version: undefined, name: view.slug, port: "" },
    ...{ settings: {}, permissions: [] },
  };
}

/** A choice as it is checked and sent: what was left empty is left out, and what is typed has its type. */
export function toChoice(
  { view, full }: Pick<ShownEntry, "view" | "full">,
  draft: InstallDraft,
): InstallChoice {
  const { slug } = view;
  if (draft.mode === "adopt") return { slug, mode: "adopt" };
  const given = (full.entry.settings ?? []).flatMap((setting) => {
    const value = typed(setting, draft.settings[setting.key]);
    return value === undefined ? [] : [[setting.key, value] as const];
  });
  const settings = Object.fromEntries(given);
  return { slug, mode: "compose", version: draft.version ?? null, settings };
}

export function toRequest(
  shown: Pick<ShownEntry, "view" | "full">,
  draft: InstallDraft,
): InstallRequest {
  const { requestId, hostId = "", name, permissions } = draft;
  const port = draft.mode === "adopt" ? Number(draft.port) : null;
  return {
    ...toChoice(shown, draft),
    requestId,
    hostId,
    name,
    port,
    permissions: [...permissions],
  };
}

/** What is wrong with a choice: `settings.<key>`, or the name of a field, and why. */
export interface ChoiceProblem {
  readonly field: string;
  readonly message: string;
}

/** Of what was found in an earlier choice, what is still true: a setting that has another value since is not judged yet. */
export function standingProblems<Problem extends ChoiceProblem>(
  found: readonly Problem[],
  checked: InstallChoice,
  now: InstallChoice,
): readonly Problem[] {
  if (checked.mode !== now.mode) return [];
  return found.filter(({ field }) => {
    if (field === "version") return checked.version === now.version;
    const [, key] = /^settings\.(.*)$/.exec(field) ?? [];
    return key === undefined || checked.settings?.[key] === now.settings?.[key];
  });
}

/** A number that is none is sent as it was typed, and refused with a sentence. */
function typed({ type }: Setting, value: SettingValue | undefined): SettingValue | undefined {
  if (type === "generated" || value === undefined || value === "") return undefined;
  if (type !== "number") return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** A random UUID; browsers make one by themselves only where a page came by https. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
