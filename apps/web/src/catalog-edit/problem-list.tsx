interface ShownProblem {
  readonly path: string;
  readonly line: number | null;
  readonly rule: string;
  readonly message: string;
}

/** What is wrong, each with its file and line. */
export function ProblemList({ problems }: { problems: readonly ShownProblem[] }) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {problems.map(({ path, line, rule, message }) => (
        <li key={`${path} ${line} ${rule} ${message}`} className="px-3 py-2 text-sm">
          <p className="wrap-anywhere font-mono text-ink text-xs">
            {path}
            {line !== null && `:${line}`}
          </p>
          <p className="wrap-anywhere text-ink-2">
            {message} <span className="font-mono text-ink-3 text-xs">{rule}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
