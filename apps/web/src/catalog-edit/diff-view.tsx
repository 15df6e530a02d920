import { cn } from "../design/class-names.ts";
import { ScrollBox } from "../design/scroll-box.tsx";
import { closeUp, diffLines } from "./line-diff.ts";

const marks = { same: " ", removed: "−", added: "+" } as const;
const said = { same: "", removed: "taken out: ", added: "put in: " } as const;

/** What differs between two texts of one file. */
export function DiffView({
  label,
  before,
  after,
}: {
  label: string;
  before: string;
  after: string;
}) {
  const lines = closeUp(diffLines(before, after));
  return (
    <ScrollBox
      label={label}
      className="rounded-md border border-line bg-sunken py-2 font-mono text-xs leading-5"
    >
      {lines.map((line, at) => (
        <div
          key={at}
          className={cn(
            "flex min-w-max gap-2 px-3 text-ink-2",
            line?.is === "removed" && "bg-bad-soft text-ink",
            line?.is === "added" && "bg-ok-soft text-ink",
          )}
        >
          <span aria-hidden="true" className="select-none text-ink-3">
            {line === null ? "⋯" : marks[line.is]}
          </span>
          {line !== null && (
            <span className="whitespace-pre">
              <span className="sr-only">{said[line.is]}</span>
              {line.text}
            </span>
          )}
        </div>
      ))}
    </ScrollBox>
  );
}
