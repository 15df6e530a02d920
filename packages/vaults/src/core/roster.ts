import { isJsonArray, isJsonObject, type Json } from "./json.ts";
import { Refusal, type RosterReason } from "./refusal.ts";
import { isUsableSigner, readSignerId } from "./signer-id.ts";

/** A voter's signature counts; a proposer may open proposals, but has no vote; a reader reads. */
export const signerRoles = ["voter", "proposer", "reader"] as const;
export type SignerRole = (typeof signerRoles)[number];

export interface Signer {
  readonly id: string;
  readonly role: SignerRole;
  readonly label: string;
}

/** Who shares a vault, and how many voters have to sign what moves it. */
export interface Roster {
  readonly threshold: number;
  readonly signers: readonly Signer[];
}

export const maxSigners = 50;
const maxLabelCharacters = 64;
const controlCharacter = /\p{Cc}/u;

/** Reads `{threshold, signers: [{id, role, label}]}` and nothing more. Throws ROSTER_INVALID with the place. */
export function readRoster(value: Json): Roster {
  const { threshold, signers } = readMembers(value, ["signers", "threshold"], "");
  if (!isJsonArray(signers)) throw invalidRoster("shape", "/signers");
  if (signers.length < 1 || signers.length > maxSigners) {
    throw invalidRoster("signer-count", "/signers");
  }
  const roster = { threshold: readThreshold(threshold), signers: signers.map(readSigner) };
  checkTogether(roster);
  return roster;
}

/** What of a roster is hashed: signers sorted by id, so that their order in a payload means nothing. */
export function writeRosterText({ threshold, signers }: Roster): string {
  const sorted = [...signers].sort((left, right) => (left.id < right.id ? -1 : 1));
  const lines = sorted.map(({ id, role, label }) => `${role} ${id} ${label}\n`);
  return `threshold ${threshold}\n${lines.join("")}`;
}

export function findSigner(roster: Roster, id: string): Signer | null {
  return roster.signers.find((signer) => signer.id === id) ?? null;
}

/** What only shows when all signers are known: nobody twice, and enough voters. */
function checkTogether({ threshold, signers }: Roster): void {
  const seen = new Set<string>();
  for (const [at, { id }] of signers.entries()) {
    if (seen.has(id)) throw invalidRoster("duplicate", `/signers/${at}/id`);
    seen.add(id);
  }
  const voters = signers.filter(({ role }) => role === "voter").length;
  if (threshold > voters) throw invalidRoster("threshold", "/threshold");
}

function readThreshold(value: Json | undefined): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
  throw invalidRoster("threshold", "/threshold");
}

function readSigner(value: Json, at: number): Signer {
  const place = `/signers/${at}`;
  const { id, role, label } = readMembers(value, ["id", "label", "role"], place);
  const known = signerRoles.find((one) => one === role);
  if (known === undefined) throw invalidRoster("role", `${place}/role`);
  if (!isLabel(label)) throw invalidRoster("label", `${place}/label`);
  return { id: readId(id, `${place}/id`), role: known, label };
}

function readId(value: Json | undefined, place: string): string {
  const key = typeof value === "string" ? readSignerId(value) : null;
  if (typeof value !== "string" || key === null) throw invalidRoster("id", place);
  if (!isUsableSigner(key)) throw invalidRoster("key", place);
  return value;
}

/** Counted in characters as people see them in code charts; NFC, so that what looks the same is the same bytes. */
function isLabel(value: Json | undefined): value is string {
  if (typeof value !== "string" || !value.isWellFormed()) return false;
  if (value.length > 2 * maxLabelCharacters || controlCharacter.test(value)) return false;
  const characters = [...value].length;
  return characters >= 1 && characters <= maxLabelCharacters && value.normalize("NFC") === value;
}

/** The object, if it has these keys and no other. */
function readMembers(
  value: Json,
  keys: readonly string[],
  place: string,
): Readonly<Record<string, Json | undefined>> {
  const isExact = isJsonObject(value) && Object.keys(value).sort().join() === keys.join();
  if (!isExact) throw invalidRoster("shape", place);
  return value;
}

function invalidRoster(reason: RosterReason, path: string): Refusal {
  return new Refusal("ROSTER_INVALID", { path, reason });
}
