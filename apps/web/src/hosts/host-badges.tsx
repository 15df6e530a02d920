import { Badge } from "../design/badge.tsx";

export interface HostBadgeFacts {
  flapping: boolean;
  keyShared: boolean;
}

/** What is odd about a host although it may be online: said in words, with a colour beside them. */
export function HostBadges({ host }: { host: HostBadgeFacts }) {
  return (
    <>
      {host.flapping && <Badge tone="warn">Comes and goes</Badge>}
      {host.keyShared && <Badge tone="bad">Two machines use one key</Badge>}
    </>
  );
}

/** Beside the version of an agent that is older than this installation. */
export function OldBadge() {
  return <Badge tone="warn">Old</Badge>;
}
