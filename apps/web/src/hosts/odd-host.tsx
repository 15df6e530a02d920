import { Command } from "../design/copy.tsx";
import { Notice } from "../design/notice.tsx";
import type { HostBadgeFacts } from "./host-badges.tsx";

/** What the badges of a host mean and what to do about it; nothing for nearly all hosts. */
export function OddHost({ host }: { host: HostBadgeFacts }) {
  return (
    <>
      {host.keyShared && (
        <Notice tone="bad" title="Two machines use this host’s key">
          <p>
            An agent was turned away because a newer one with the same key is connected; mostly the
            files of this host were copied. Stop one of the two, and enrol that machine with a key
            of its own.
          </p>
        </Notice>
      )}
      {host.flapping && (
        <Notice tone="warn" title="This host connects and leaves again every few seconds">
          <p>Often its network drops long connections. On the machine, this tells where it ends:</p>
          <Command className="mt-2" command="homeport doctor" what="the doctor command" />
        </Notice>
      )}
    </>
  );
}
