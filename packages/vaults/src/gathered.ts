import { gather } from "@homeport/coordination";
import { DbError, type SqlRunner } from "@homeport/db";

/** Answers one output for each input, in their order, by one statement. */
type Ask<I, O> = (sql: SqlRunner, inputs: readonly I[]) => Promise<readonly O[]>;

type Outcome<O> = { readonly value: O } | { readonly error: unknown };

/** A pair of statements under way keeps a store busy; whoever comes meanwhile is in the next one. */
const atOnce = 2;

/**
 * Asks a store for what many requests want to know at the same time by few statements: each costs a way to the store and
 * back, and its own beginning and end there, however much it asks for. Nobody waits while fewer than two are under way, and
 * each is asked after it came, so what it is told is as new as by a statement of its own.
 *
 * Where a statement fails for what one of them asked, the others do not suffer: each is asked alone. A store that is busy or
 * away is so for all of them.
 *
 * @param most inputs of one statement
 * @param kindOf only inputs of one kind come by one statement
 */
export function gathered<I, O>(
  ask: Ask<I, O>,
  most: number,
  kindOf: (input: I) => string = () => "",
): (sql: SqlRunner, input: I) => Promise<O> {
  const byStore = new WeakMap<SqlRunner, Map<string, (input: I) => Promise<Outcome<O>>>>();

  function askOf(sql: SqlRunner, kind: string): (input: I) => Promise<Outcome<O>> {
    const ofStore = byStore.get(sql) ?? new Map<string, (input: I) => Promise<Outcome<O>>>();
    byStore.set(sql, ofStore);
    const run = (inputs: readonly I[]) => askAll(ask, sql, inputs);
    const asking = ofStore.get(kind) ?? gather({ most, atOnce, run });
    ofStore.set(kind, asking);
    return asking;
  }

  return async (sql, input) => {
    const outcome = await askOf(sql, kindOf(input))(input);
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  };
}

async function askAll<I, O>(
  ask: Ask<I, O>,
  sql: SqlRunner,
  inputs: readonly I[],
): Promise<readonly Outcome<O>[]> {
  try {
    return (await ask(sql, inputs)).map((value) => ({ value }));
  } catch (error) {
    if (inputs.length === 1 || error instanceof DbError) throw error;
    return (await Promise.all(inputs.map((input) => askAlone(ask, sql, input)))).flat();
  }
}

async function askAlone<I, O>(
  ask: Ask<I, O>,
  sql: SqlRunner,
  input: I,
): Promise<readonly Outcome<O>[]> {
  try {
    return await askAll(ask, sql, [input]);
  } catch (error) {
    return [{ error }];
  }
}
