import { Lock } from "lucide-react";
import Link from "next/link";
import { paths } from "../paths.ts";
import { Button } from "./button.tsx";
import { Empty } from "./empty.tsx";
import { Panel } from "./panel.tsx";

export interface NoPermissionProps {
  /** What cannot be seen: "hosts". */
  what: string;
  /** Null when the viewer belongs to none. */
  organization: string | null;
}

export function NoPermission({ what, organization }: NoPermissionProps) {
  return (
    <Panel>
      <Empty
        icon={Lock}
        title={`You may not see ${what}`}
        action={
          <Button asChild>
            <Link href={paths.overview()}>Go to the overview</Link>
          </Button>
        }
      >
        {organization === null
          ? "You belong to no organization yet. Ask an owner to invite you."
          : `Your role in ${organization} does not include this. An owner or admin can change it.`}
      </Empty>
    </Panel>
  );
}
