import {
  type DurableSignature,
  fromBase64Url,
  type Hash,
  type Json,
  type Roster,
  readHash,
  readRoster,
  type VaultMode,
  vaultModes,
} from "@homeport/vaults/core";
import { invalidAnswer } from "./error.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Reads of an answer what the client needs, and believes no more of it than its form. All throw ANSWER_INVALID. */
export function readFields(value: unknown, what = "object"): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidAnswer(what);
  return value as Fields;
}

export function readText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw invalidAnswer(name);
  return value;
}

export function readCount(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw invalidAnswer(name);
  }
  return value;
}

export function readHashField(fields: Fields, name: string): Hash {
  const hash = readHash(readText(fields, name));
  if (hash === null) throw invalidAnswer(name);
  return hash;
}

export function readBytes(fields: Fields, name: string): Uint8Array {
  const bytes = fromBase64Url(readText(fields, name));
  if (bytes === null) throw invalidAnswer(name);
  return bytes;
}

export function readList<T>(fields: Fields, name: string, read: (fields: Fields) => T): T[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw invalidAnswer(name);
  return value.map((item) => read(readFields(item, name)));
}

export function readMode(fields: Fields): VaultMode {
  const mode = vaultModes.find((known) => known === fields["mode"]);
  if (mode === undefined) throw invalidAnswer("mode");
  return mode;
}

/** Threshold and signers, by the same rules as the server's. */
export function readRosterFields(fields: Fields, what: string): Roster {
  const { threshold, signers } = fields;
  try {
    return readRoster({ threshold, signers } as Json);
  } catch {
    throw invalidAnswer(what);
  }
}

export function readSignatures(fields: Fields): readonly DurableSignature[] {
  return readList(fields, "signatures", (one) => ({
    signerId: readText(one, "signerId"),
    signature: readText(one, "signature"),
  }));
}
