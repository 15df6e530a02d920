import { Lock } from "lucide-react";
import Link from "next/link";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { Panel } from "../../design/panel.tsx";
import { paths } from "../../paths.ts";

/** Pages of operators, for everybody else; the answer's status is 403. */
export default function Forbidden() {
  return (
    <Panel>
      <Empty
        icon={Lock}
        title="Only operators may see this"
        action={
          <Button asChild>
            <Link href={paths.overview()}>Go to the overview</Link>
          </Button>
        }
      >
        Operators of this installation are named in its configuration (HOMEPORT_OPERATORS), whatever
        their role in an organization is.
      </Empty>
    </Panel>
  );
}
