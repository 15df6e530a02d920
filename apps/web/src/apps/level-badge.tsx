import type { AccessLevel } from "@homeport/gate";
import { Globe, Link2, Lock, UserCheck, Users } from "lucide-react";
import { Badge } from "../design/badge.tsx";
import { levels } from "./levels.ts";

const icons = {
  public: Globe,
  link: Link2,
  "signed-in": UserCheck,
  members: Users,
  owner: Lock,
} as const;

/** Who may pass, as a badge with words. */
export function LevelBadge({ level }: { level: AccessLevel | null }) {
  if (level === null) {
    return <Badge tone="bad">No rule</Badge>;
  }
  const Icon = icons[level];
  return (
    <Badge tone={levels[level].tone} title={levels[level].note}>
      <Icon aria-hidden="true" />
      {levels[level].label}
    </Badge>
  );
}
