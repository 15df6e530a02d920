"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { Notice } from "../design/notice.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { KeyRow } from "./key-row.tsx";
import { KeySupportNotice } from "./key-support.tsx";
import { MakeKeyDialog } from "./make-key-dialog.tsx";
import { useKeySupport, useKeys } from "./use-keys.ts";

/** The device keys of this browser, with which its owner signs for vaults. */
export function KeysPage() {
  const keys = useKeys();
  const support = useKeySupport();
  const [isMaking, setMaking] = useState(false);
  const makeButton = (
    <Button look="primary" disabled={support.data !== "ready"} onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> Make a key
    </Button>
  );
  return (
    <>
      <PageHead
        title="Device keys"
        lead="Keys of this browser, with which you sign for vaults. Homeport never has them."
        up={{ label: "Vaults", href: paths.vaults() }}
        actions={makeButton}
      />
      <PageBody>
        <KeySupportNotice />
        {keys.isError && (
          <Notice
            tone="bad"
            role="alert"
            title="The keys could not be read"
            action={
              <Button size="sm" onClick={() => void keys.refetch()}>
                Retry
              </Button>
            }
          >
            This browser does not open its storage for this site. A private window may be why.
          </Notice>
        )}
        <Panel aria-label="Device keys">
          <PanelHead
            title="In this browser"
            note="Clearing this site's data destroys them; nobody can bring one back."
          />
          {keys.data === undefined && !keys.isError && <SkeletonRows rows={2} />}
          {keys.data?.length === 0 && (
            <Empty icon={KeyRound} title="No key yet" action={makeButton}>
              A key makes this browser a signer: vaults list it by its id, and what it signs anybody
              can check.
            </Empty>
          )}
          {keys.data !== undefined && keys.data.length > 0 && (
            <ul aria-label="Device keys" className="divide-y divide-line">
              {keys.data.map((key) => (
                <KeyRow key={key.id} deviceKey={key} />
              ))}
            </ul>
          )}
        </Panel>
      </PageBody>
      <MakeKeyDialog open={isMaking} onOpenChange={setMaking} />
    </>
  );
}
