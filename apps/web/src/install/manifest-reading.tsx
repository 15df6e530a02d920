import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { levels } from "../apps/levels.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { Notice } from "../design/notice.tsx";
import { ScrollBox } from "../design/scroll-box.tsx";
import { allowancesOf, isGrave, type Manifest } from "./consent-words.ts";
import type { ManifestCheck } from "./use-manifest-check.ts";

/** What a manifest says, read back: its problems, or what will be installed and what that is allowed. */
export function ManifestReading({ id, check }: { id: string; check: ManifestCheck }) {
  return (
    <div id={id} aria-live="polite" className="grid content-start gap-3 text-sm">
      <Said check={check} />
    </div>
  );
}

function Said({ check }: { check: ManifestCheck }) {
  const { manifest, problems, error } = check;
  if (error !== null) {
    return <ErrorCard title="It could not be checked" error={error} onRetry={check.retry} />;
  }
  if (problems.length > 0) {
    return (
      <>
        <Problems problems={problems} />
        {manifest !== null && <Allowed manifest={manifest} />}
      </>
    );
  }
  if (manifest === null) {
    return (
      <p className="text-ink-3">
        {check.isBehind
          ? "Looking at it…"
          : "What the manifest says of the app, and what is wrong with it, is shown here."}
      </p>
    );
  }
  return (
    <>
      <Summary manifest={manifest} />
      <Allowed manifest={manifest} />
    </>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  const [first] = problems;
  const title =
    problems.length === 1
      ? "One thing is wrong with it"
      : `${problems.length} things are wrong with it`;
  return (
    <Notice tone="bad" title={title}>
      {problems.length === 1 ? (
        <p className="wrap-anywhere">{first}</p>
      ) : (
        <ScrollBox label="All that is wrong" className="max-h-64">
          <ul className="wrap-anywhere list-disc pl-4">
            {[...new Set(problems)].map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </Notice>
  );
}

function Summary({ manifest }: { manifest: Manifest }) {
  const { title, name, runtime, rules, alwaysOn } = manifest;
  return (
    <dl className="grid gap-1 rounded-lg border border-line bg-sunken px-4 py-3">
      <Line name="Title">{title}</Line>
      <Line name="Name">
        <code className="wrap-anywhere">{name}</code>, the first part of its address
      </Line>
      <Line name="Runs as">
        {runtime === "compose" ? "Containers, by Docker Compose" : "A program"}
      </Line>
      <Line name="Stays on">{alwaysOn === true ? "Always" : "While it is used"}</Line>
      {rules.map(({ path, match, level }) => (
        <Line key={`${match} ${path}`} name="Rule">
          <code className="wrap-anywhere">{path}</code>:{" "}
          <span className={level === "public" ? "font-medium text-warn" : ""}>
            {levels[level].note}
          </span>
        </Line>
      ))}
    </dl>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5rem_1fr] gap-2">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </div>
  );
}

function Allowed({ manifest }: { manifest: Manifest }) {
  const allowances = allowancesOf(manifest);
  if (allowances.length === 0) {
    return (
      <p className="flex gap-2 text-ink-2">
        <ShieldAlert className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden="true" />
        {manifest.runtime === "process"
          ? "A program may do on the host what the agent's own user may. Install only what you trust."
          : "It gets its own folder and one port that only the host itself reaches."}
      </p>
    );
  }
  return (
    <Notice
      tone={isGrave(allowances) ? "bad" : "warn"}
      title="By installing it you allow it to do this on the host"
    >
      <ul className="list-disc pl-4">
        {allowances.map(({ name, sentence }) => (
          <li key={name}>
            {sentence} <code className="text-ink-3 text-xs">{name}</code>
          </li>
        ))}
      </ul>
      {isGrave(allowances) && (
        <p className="mt-1 font-medium text-ink">
          Install it only if you trust it with the whole host.
        </p>
      )}
    </Notice>
  );
}
