import type { Reader } from "@homeport/db";
import { knownWords, type OperatorWord, operatorWords } from "./operator-words.ts";
import { selectLiveKey, selectOperatorFacts } from "./store.ts";

/** Who operates this installation beside those who have a row. */
export interface OperatorRule {
  /** `HOMEPORT_OPERATORS`: e-mail addresses in lower case. */
  readonly emails: ReadonlySet<string>;
  /** Whether the first person of the installation is one as well: outside of production. */
  readonly firstPerson: boolean;
}

/** A configuration that names nobody. */
export const noOperators: OperatorRule = { emails: new Set(), firstPerson: false };

const none: ReadonlySet<OperatorWord> = new Set();
const all: ReadonlySet<OperatorWord> = new Set(operatorWords);

/** The words that a person holds now, read from Postgres: whoever was taken off the list is refused at the next request. */
export async function readOperatorWords(
  ctx: { readonly operators: OperatorRule; readonly reader: Reader },
  input: { readonly userId: string },
): Promise<ReadonlySet<OperatorWord>> {
  const { emails, firstPerson } = ctx.operators;
  const person = await selectOperatorFacts(ctx.reader, input.userId);
  if (person === null) return none;
  const isNamed = emails.has(person.email.toLowerCase()) || (firstPerson && person.isFirst);
  return isNamed ? all : new Set(knownWords(person.permissions));
}

/** A key that may sign in, with what it may do now. */
export interface OperatorKey {
  readonly operatorId: string;
  readonly keyId: string;
  readonly label: string;
  readonly words: ReadonlySet<OperatorWord>;
}

/** The operator whose key this is; null for any other key, and for one that was revoked. */
export async function readOperatorKey(reader: Reader, keyId: string): Promise<OperatorKey | null> {
  const row = await selectLiveKey(reader, keyId);
  if (row === null) return null;
  const { permissions, ...key } = row;
  return { ...key, keyId, words: new Set(knownWords(permissions)) };
}
