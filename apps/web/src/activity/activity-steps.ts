import type { Outputs } from "../data/router-types.ts";
import { formatCount } from "../design/format.ts";

export type Activity = Outputs["gate"]["decisions"];
export type DecisionSum = Activity["total"][number];

/** What is shown: everything, what passed, what was refused, or one code. */
export type Filter = "all" | "allowed" | "refused" | DecisionSum["code"];

/** Why somebody passed or did not, in a few words; a code that has none yet is shown as it is. */
const reasons: Readonly<Record<string, string>> = {
  PUBLIC: "Open to everyone",
  LINK: "By a shared link",
  SIGNED_IN: "Signed in",
  MEMBER: "Member",
  OWNER: "Owner",
  PREFLIGHT: "Preflight",
  SIGN_IN_REQUIRED: "Not signed in",
  SESSION_ENDED: "Sign-in had ended",
  NOT_ALLOWED: "Signed in, but not allowed",
  ORIGIN_REFUSED: "Sent by another site",
  UNKNOWN_APP: "No such path of the gate",
  BAD_PATH: "Path cannot be read safely",
  METHOD_REFUSED: "Method refused",
  TOO_MANY_TRIES: "Too many tries",
  KEY_INVALID: "Unknown or revoked key",
  KEY_SCOPE: "Key not meant for this app",
  UNSYNCED: "Relay was catching up",
  STORE_BUSY: "Store busy or away",
  NO_RULE: "Rules are damaged",
  LINK_ENDED: "Link had ended",
  TICKET_INVALID: "Sign-in not completed",
};

export function reasonOf(code: string): string {
  return reasons[code] ?? code;
}

export function isShown({ code, pass }: DecisionSum, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "allowed":
      return pass;
    case "refused":
      return !pass;
    default:
      return code === filter;
  }
}

export interface Split {
  allowed: number;
  refused: number;
}

/** How many passed and how many did not, among what is shown. */
export function splitOf(sums: readonly DecisionSum[], filter: Filter): Split {
  const shown = sums.filter((sum) => isShown(sum, filter));
  const add = (pass: boolean) =>
    shown.reduce((total, sum) => (sum.pass === pass ? total + sum.count : total), 0);
  return { allowed: add(true), refused: add(false) };
}

/** Everything that a step's bar shows, in one line. */
export function describeSplit({ allowed, refused }: Split): string {
  if (allowed + refused === 0) {
    return "no visits";
  }
  return [
    ...(allowed > 0 ? [`${allowed.toLocaleString("en")} allowed`] : []),
    ...(refused > 0 ? [`${refused.toLocaleString("en")} refused`] : []),
  ].join(", ");
}

/** The whole chart in a sentence, for whoever does not see it. */
export function describeActivity(activity: Activity, filter: Filter, span: string): string {
  const total = splitOf(activity.total, filter);
  const visits = formatCount(total.allowed + total.refused, "visit");
  return `Visits of the last ${span}: ${visits}, ${describeSplit(total)}.`;
}
