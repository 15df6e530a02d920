import type { Json } from "@homeport/vaults/core";

/** A document as a tree that folds. Text is shown as it is, and nothing in it becomes a link. */
export function JsonTree({ value }: { value: Json }) {
  return (
    <div className="overflow-x-auto px-4 py-3 font-mono text-sm sm:px-5">
      <Node value={value} depth={0} />
    </div>
  );
}

/** Deeper than this, a branch begins folded. */
const openDepth = 3;

function Node({ name, value, depth }: { name?: string | undefined; value: Json; depth: number }) {
  if (typeof value !== "object" || value === null) {
    return (
      <p className="wrap-anywhere py-0.5 pl-4">
        <Name name={name} />
        <span className={typeof value === "string" ? "text-ink" : "text-accent"}>
          {JSON.stringify(value)}
        </span>
      </p>
    );
  }
  const isList = Array.isArray(value);
  const members = Object.entries(value);
  return (
    <details open={depth < openDepth}>
      <summary className="cursor-pointer rounded-sm py-0.5 text-ink-3 hover:text-ink">
        <Name name={name} />
        {isList ? `[${members.length}]` : `{${members.length}}`}
      </summary>
      <div className="ml-1.5 border-line border-l pl-2">
        {members.map(([key, member]) => (
          <Node key={key} name={key} value={member} depth={depth + 1} />
        ))}
      </div>
    </details>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="text-ink-2">{name}: </span>;
}
