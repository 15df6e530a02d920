import { Notice } from "../design/notice.tsx";

/** A stored rule cannot be read, so the gate lets nobody pass until the rules are saved anew. */
export function DamagedRules() {
  return (
    <Notice tone="bad" role="alert" title="The stored rules are damaged">
      <p>Nobody passes until they are saved again. Below is the closed rule to begin from.</p>
      <p className="mt-1 font-mono text-ink-3 text-xs">NO_RULE</p>
    </Notice>
  );
}
