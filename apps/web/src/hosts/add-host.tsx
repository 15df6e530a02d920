"use client";

import { useState } from "react";
import { PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { CodeForm } from "./code-form.tsx";
import type { EnrolmentCode } from "./host-types.ts";
import { WaitForHost } from "./wait-for-host.tsx";

/** From nothing to a machine that is online: a code, a command, and the wait for it. */
export function AddHost() {
  const [code, setCode] = useState<EnrolmentCode | null>(null);
  return (
    <div className="max-w-[44rem]">
      <PageHead
        title="Add a host"
        up={{ label: "Hosts", href: paths.hosts() }}
        lead="The machine dials out to Homeport. Nothing has to be opened in its firewall or router."
      />
      <Panel>
        {code === null ? (
          <CodeForm onCode={setCode} />
        ) : (
          <WaitForHost
            key={code.codeId}
            code={code}
            onAgain={() => setCode(null)}
            onCode={setCode}
          />
        )}
      </Panel>
    </div>
  );
}
