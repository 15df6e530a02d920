import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { Panel } from "../../design/panel.tsx";
import { paths } from "../../paths.ts";

export default function NotFound() {
  return (
    <Panel>
      <Empty
        icon={Compass}
        title="Nothing is moored here"
        action={
          <Button asChild>
            <Link href={paths.overview()}>Go to the overview</Link>
          </Button>
        }
      >
        The address may be mistyped, or what was here has been removed, or it belongs to an
        organization that you are not in.
      </Empty>
    </Panel>
  );
}
