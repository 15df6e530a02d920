import type { Reader } from "@homeport/db";
import { type OperatorWord, operatorWords } from "./operator-words.ts";
import { selectOperatorFacts } from "./store.ts";

/** Who operates this installation. */
export interface OperatorRule {
  /** `HOMEPORT_OPERATORS`: e-mail addresses in lower case. */
  readonly emails: ReadonlySet<string>;
  /** Whether the first person of the installation is one as well: outside of production. */
  readonly firstPerson: boolean;
}

/** An installation that nobody operates. */
export const noOperators: OperatorRule = { emails: new Set(), firstPerson: false };

const none: ReadonlySet<OperatorWord> = new Set();
const all: ReadonlySet<OperatorWord> = new Set(operatorWords);

/** The words that a person holds now, read from Postgres: whoever was taken off the list is refused at the next request. */
export async function readOperatorWords(
  ctx: { readonly operators: OperatorRule; readonly reader: Reader },
  input: { readonly userId: string },
): Promise<ReadonlySet<OperatorWord>> {
  const { emails, firstPerson } = ctx.operators;
  if (emails.size === 0 && !firstPerson) return none;
  const person = await selectOperatorFacts(ctx.reader, input.userId);
  if (person === null) return none;
  return emails.has(person.email.toLowerCase()) || (firstPerson && person.isFirst) ? all : none;
}
