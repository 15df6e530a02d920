import { type AgentControl, agentControlSchema, type ControlError } from "@homeport/tunnel";
import { z } from "zod";

export type ReadMessage =
  | { readonly kind: "message"; readonly message: AgentControl }
  | { readonly kind: "error"; readonly error: ControlError };

/** What can be said of a message that is not understood: its type, and the id that an answer repeats. */
const envelope = z.looseObject({
  type: z.string().max(64).optional(),
  id: z.string().min(1).max(64).optional(),
});

const knownTypes: ReadonlySet<string> = new Set(
  agentControlSchema.options.map((option) => option.shape.type.value),
);

/** Reads one line of a control stream. An unknown type is told apart from a known one that is malformed. */
export function readMessage(line: string): ReadMessage {
  const json = parseJson(line);
  const parsed = agentControlSchema.safeParse(json);
  if (parsed.success) return { kind: "message", message: parsed.data };
  const outline = envelope.safeParse(json);
  const id = outline.data?.id === undefined ? {} : { id: outline.data.id };
  const type = outline.data?.type;
  const error = type !== undefined && !knownTypes.has(type) ? "unknown" : "invalid";
  return { kind: "error", error: { error, ...id } };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
