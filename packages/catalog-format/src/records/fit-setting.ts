import { compilePattern, maxPatternChars } from "./pattern.ts";

export const settingTypes = [
  "text",
  "password",
  "number",
  "boolean",
  "select",
  "url",
  "generated",
] as const;

export type SettingValue = string | number | boolean;

/** The parts of a setting that say which values it takes. */
export interface SettingBounds {
  readonly type: (typeof settingTypes)[number];
  readonly pattern?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly options?: readonly { readonly value: string }[] | undefined;
}

const maxTextChars = 1_000;

/** Says why a value is none that the setting takes; null when it is one. */
export function findMisfit(setting: SettingBounds, value: SettingValue): string | null {
  switch (setting.type) {
    case "generated":
      return "is made on the host and cannot be given";
    case "boolean":
      return typeof value === "boolean" ? null : "is neither true nor false";
    case "number":
      return typeof value === "number" && Number.isFinite(value)
        ? misfitOfSize(setting, value, "is")
        : "is no number";
    case "select":
      return setting.options?.some((option) => option.value === value)
        ? null
        : "is not among the options";
    case "text":
    case "password":
    case "url":
      return typeof value === "string" ? misfitOfText(setting, value) : "is no text";
  }
}

function misfitOfText(setting: SettingBounds, value: string): string | null {
  if (value.length > maxTextChars) return `is longer than ${maxTextChars} characters`;
  if (/\p{Cc}/u.test(value)) return "has a line break or another control character";
  if (!value.isWellFormed()) return "is no well-formed text";
  if (setting.type === "url" && !isWebAddress(value))
    return "is no address that begins with http:// or https://";
  return (
    misfitOfSize(setting, value.length, "has a length that is") ?? misfitOfPattern(setting, value)
  );
}

function misfitOfSize({ min, max }: SettingBounds, size: number, what: string): string | null {
  if (min !== undefined && size < min) return `${what} less than ${min}`;
  if (max !== undefined && size > max) return `${what} more than ${max}`;
  return null;
}

function misfitOfPattern({ pattern }: SettingBounds, value: string): string | null {
  if (pattern === undefined) return null;
  if (value.length > maxPatternChars) return `is longer than ${maxPatternChars} characters`;
  return compilePattern(pattern)?.test(value) ? null : "does not have the form that is asked for";
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
