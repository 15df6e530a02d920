import type { FleetContext } from "@homeport/api";
import {
  addOperator,
  addOperatorInput,
  type OperatorsContext,
  operatorName,
  operatorWords,
  revokeOperatorByName,
} from "@homeport/auth";
import type { Command } from "./answer.ts";
import type { CommandOptions } from "./commands.ts";

/** `operator add|remove EMAIL|KEY`, or null where that is not what the words say. Without `--permissions`: all of them. */
export function changeOperator(
  verb: string | undefined,
  named: string | undefined,
  options: CommandOptions,
): Command | null {
  const who = operatorName.safeParse(
    named?.startsWith("ed25519:") ? { keyId: named } : { email: named },
  );
  if (!who.success) return null;
  if (verb === "remove") {
    return async (ctx) => {
      await revokeOperatorByName(operatorsContext(ctx), who.data);
      return { done: `${named} is no operator any more, from their next request on.` };
    };
  }
  const input = addOperatorInput.safeParse({
    who: who.data,
    permissions: options.permissions?.split(",") ?? [...operatorWords],
    ...(options.label === undefined ? {} : { label: options.label }),
  });
  if (verb !== "add" || !input.success) return null;
  return async (ctx) => {
    await addOperator(operatorsContext(ctx), input.data);
    return { done: `${named} is an operator: ${input.data.permissions.join(", ")}.` };
  };
}

/** Whoever holds the database may do everything, and always has a way in. */
function operatorsContext(ctx: FleetContext): OperatorsContext {
  return { ...ctx, operators: null, words: new Set(operatorWords) };
}
