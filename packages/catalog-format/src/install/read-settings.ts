import { findMisfit, type SettingValue } from "../records/fit-setting.ts";
import type { Setting } from "../records/setting.ts";
import type { PlannedSetting } from "./install-plan.ts";

/** Something that a person has chosen and cannot have. */
export interface InstallProblem {
  /** `slug`, `version`, `mode`, or `settings.<key>`. */
  readonly field: string;
  readonly message: string;
}

/** Takes a person's values by the entry's settings. Every declared variable gets one: the default, or nothing, where none was given. */
export function readSettings(
  settings: readonly Setting[],
  given: Readonly<Record<string, SettingValue>>,
): { planned: Record<string, PlannedSetting>; problems: InstallProblem[] } {
  const known = new Set(settings.map(({ key }) => key));
  const problems = Object.keys(given)
    .filter((key) => !known.has(key))
    .map((key) => ({ field: `settings.${key}`, message: "is not asked for" }));
  const planned: Record<string, PlannedSetting> = {};
  for (const setting of settings) {
    const value = Object.hasOwn(given, setting.key) ? given[setting.key] : undefined;
    const message = complaintOf(setting, value);
    if (message !== null) problems.push({ field: `settings.${setting.key}`, message });
    planned[setting.env] =
      setting.type === "generated"
        ? { generate: { bytes: setting.bytes ?? 32 } }
        : { value: String(value ?? setting.default ?? "") };
  }
  return { planned, problems };
}

function complaintOf(setting: Setting, value: SettingValue | undefined): string | null {
  if (value !== undefined && value !== "") return findMisfit(setting, value);
  const isNeeded = setting.required === true && setting.type !== "generated";
  return isNeeded && (value === "" || setting.default === undefined) ? "is needed" : null;
}
