import { z } from "zod";

/** Two to 48 of a-z, 0-9 and hyphens, none at an end: it names folders, files and addresses. */
export const slugForm = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])$/;

/** A version is the name of its file. */
export const versionForm = /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/;

/** What an entry shows: its name says what kind of picture it holds. */
export const assetForm = /^[a-z0-9][a-z0-9-]{0,39}\.(svg|png|webp|jpg)$/;

const semverForm = /^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,32})?$/;

export const slug = z
  .string()
  .regex(slugForm, "is 2 to 48 of a-z, 0-9 and -, with no hyphen at an end")
  .meta({ title: "slug" });

export const version = z
  .string()
  .regex(versionForm, "is 1 to 64 of letters, digits and . + _ -, and begins with none of these")
  .meta({ title: "version" });

export const assetName = z
  .string()
  .regex(
    assetForm,
    "is a file of the assets folder: a-z, 0-9 and -, then .svg, .png, .webp or .jpg",
  );

export const semver = z
  .string()
  .regex(semverForm, "is a version such as 1.4.0")
  .meta({ title: "version such as 1.4.0" });

/** One line of text that is shown as it is. */
export function line(maxChars: number) {
  return z
    .string()
    .min(1, "is empty")
    .max(maxChars, `is longer than ${maxChars} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), "has a control character")
    .refine((text) => text.trim() === text, "begins or ends with a space");
}

/** An address that a reader may follow. */
export const httpsAddress = z
  .string()
  .max(500, "is longer than 500 characters")
  .refine(isHttpsAddress, "is an address that begins with https:// and holds no sign-in")
  .meta({ title: "https address" });

/** A day or an instant, as TOML writes them; kept as its text. */
export const moment = z
  .string()
  .refine(isMoment, "is a date such as 2026-05-01, or an instant such as 2026-05-01T12:00:00Z")
  .meta({ title: "date" });

/** Each value once. */
export function unique<T>(values: readonly T[]): boolean {
  return new Set(values).size === values.length;
}

function isHttpsAddress(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}

const dayForm = /^(\d{4})-(\d{2})-(\d{2})$/;
const instantForm = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

function isMoment(text: string): boolean {
  const [, year, month, day] = dayForm.exec(text) ?? instantForm.exec(text) ?? [];
  if (year === undefined || Number.isNaN(Date.parse(text))) return false;
  // The thirtieth of February would be read as a day of March.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
