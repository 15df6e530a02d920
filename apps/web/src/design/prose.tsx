/** A sentence in which text between backticks is a command. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="rounded-sm bg-hover px-1 py-px text-ink">
        {part}
      </code>
    ),
  );
}
