import type { Operation, OperationAction } from "./store.ts";

const verbs: Readonly<Record<Exclude<OperationAction, "sweep">, string>> = {
  create: "Add",
  update: "Update",
  remove: "Remove",
  rename: "Rename",
};

/** The trailer by which a change is known again in the branch. */
export const operationTrailer = "Operation-Id";

type Described = Pick<
  Operation,
  "id" | "action" | "slug" | "entryId" | "reason" | "requestId" | "baseGeneration"
>;

/** A commit's message: a line for people, and trailers as `git interpret-trailers` reads them. */
export function commitMessage(operation: Described, pseudonym: string): string {
  const { action, slug, entryId, reason, requestId, baseGeneration, id } = operation;
  const isSweep = action === "sweep";
  const trailers: readonly (readonly [string, string | number | null])[] = [
    ["Action", action],
    ["Subject-Type", isSweep ? "redirect" : "entry"],
    ["Subject-Slug", isSweep ? null : slug],
    ["Subject-Id", entryId],
    ["Actor", pseudonym],
    ["Reason", reason],
    ["Request-Id", requestId],
    ["Generation-Base", baseGeneration],
    [operationTrailer, id],
  ];
  const lines = trailers.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  const subject = isSweep ? "Sweep redirects" : `${verbs[action]} entry ${slug}`;
  return `${subject}\n\n${lines.join("\n")}\n`;
}
