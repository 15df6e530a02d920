import type { Inputs, Outputs } from "../data/router-types.ts";
import { formatCount } from "../design/format.ts";

export type ShareLink = Outputs["shareLinks"]["list"]["links"][number];
export type NewShareLink = Outputs["shareLinks"]["create"];
export type LinkInput = Inputs["shareLinks"]["create"];

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** How long a link may live, by the value of its choice; on a date is a choice of its own. */
export const linkLives = {
  "1h": { label: "1 hour", inMs: hourMs },
  "1d": { label: "1 day", inMs: dayMs },
  "7d": { label: "7 days", inMs: 7 * dayMs },
  "30d": { label: "30 days", inMs: 30 * dayMs },
} as const;

export type LinkLife = keyof typeof linkLives | "date";

/** What is typed into the form of a new link. */
export interface LinkDraft {
  label: string;
  path: string;
  life: LinkLife;
  /** A day as the browser's own field writes it. */
  date: string;
  /** Empty: any number of times. */
  uses: string;
}

export const emptyDraft: LinkDraft = { label: "", path: "/", life: "7d", date: "", uses: "" };

/** The first and the last day that may be chosen, as the browser's own field writes them. */
export function dayRange(nowMs: number): { first: string; last: string } {
  return { first: dayOf(nowMs + dayMs), last: dayOf(nowMs + 365 * dayMs) };
}

export type LinkProblems = Partial<Record<"path" | "date" | "uses", string>>;

/** A sentence for each field that cannot be sent as it is. */
export function findLinkProblems(draft: LinkDraft, nowMs: number): LinkProblems {
  const { first, last } = dayRange(nowMs);
  const offDate = draft.life === "date" && (draft.date < first || draft.date > last);
  const offUses = draft.uses.trim() !== "" && !/^[1-9]\d{0,5}$/.test(draft.uses.trim());
  return {
    ...(draft.path.trim().startsWith("/") ? {} : { path: "A path starts with a slash." }),
    ...(offDate ? { date: "Choose a day from tomorrow to a year from now." } : {}),
    ...(offUses ? { uses: "A whole number from 1, or nothing." } : {}),
  };
}

/** The draft as it is sent; a chosen day counts to its end where the person is. */
export function toLinkInput(appId: string, draft: LinkDraft): LinkInput {
  const ends =
    draft.life === "date"
      ? { at: new Date(`${draft.date}T23:59:59`) }
      : { inMs: linkLives[draft.life].inMs };
  const uses = draft.uses.trim();
  return {
    appId,
    label: draft.label,
    path: draft.path,
    ends,
    maxUses: uses === "" ? null : Number(uses),
  };
}

/** "used twice", "used 1 of 3 times". */
export function describeUses({ uses, maxUses }: Pick<ShareLink, "uses" | "maxUses">): string {
  if (maxUses !== null) {
    return `used ${uses} of ${formatCount(maxUses, "time")}`;
  }
  return uses === 0 ? "never used" : `used ${formatCount(uses, "time")}`;
}

function dayOf(atMs: number): string {
  const at = new Date(atMs);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
