import { Command } from "../design/copy.tsx";
import { Notice } from "../design/notice.tsx";
import { Prose } from "../design/prose.tsx";
import { type HostStateFacts, readHostState } from "./host-state.ts";

/** Why a host cannot be reached and what to do about it; nothing while it is online. */
export function WhyDown({ host }: { host: HostStateFacts }) {
  const { why, light } = readHostState(host);
  if (why === null) {
    return null;
  }
  return (
    <Notice tone={light === "idle" ? "info" : "bad"} title={<Prose text={why.sentence} />}>
      <p>
        <Prose text={why.nextStep} />
      </p>
      {why.code === "NEVER_CONNECTED" && (
        <Command className="mt-2" command="homeport up" what="the connect command" />
      )}
      <p className="mt-1 font-mono text-ink-3 text-xs">{why.code}</p>
    </Notice>
  );
}
