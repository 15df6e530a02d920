import { Refusal, readStrictJson } from "@homeport/client/vault";
import type { Json } from "@homeport/vaults/core";

/** What a text is: a document, or why it is none and where. */
export type ReadJson =
  | { readonly isGood: true; readonly value: Json }
  | { readonly isGood: false; readonly why: string };

/** Reads what was typed as a vault would: stricter than browsers do. */
export function readJsonText(text: string): ReadJson {
  if (text.trim() === "") return { isGood: false, why: "Write a document, such as {}." };
  try {
    return { isGood: true, value: readStrictJson(new TextEncoder().encode(text)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { isGood: false, why: whyOf(error, text) };
  }
}

const reasons: Readonly<Record<string, string>> = {
  syntax: "This is not JSON",
  "duplicate-key": "A key stands here twice",
  "forbidden-key": "The key __proto__ is not taken",
  "lone-surrogate": "Half a character stands here",
  depth: "This is nested more than 64 deep",
  "integer-range": "This number is larger than 2^53−1",
  "number-overflow": "This number is beyond all numbers",
};

function whyOf(refusal: Refusal, text: string): string {
  const details: Readonly<Record<string, unknown>> = { ...refusal.details };
  if (refusal.code === "TOO_LARGE") return "This is larger than a vault takes.";
  const { offset, reason, path } = details;
  const what = (typeof reason === "string" ? reasons[reason] : undefined) ?? "This cannot be taken";
  const place = typeof offset === "number" ? `, ${placeOf(text, offset)}` : "";
  const within = typeof path === "string" && path !== "" ? ` (in ${path})` : "";
  return `${what}${place}${within}.`;
}

/** "line 2, column 5", counted as editors do. */
export function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}
