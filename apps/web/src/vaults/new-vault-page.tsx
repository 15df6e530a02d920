"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { PageBody, PageHead } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { paths } from "../paths.ts";
import { KeySupportNotice } from "../vault-keys/key-support.tsx";
import { MakeKeyDialog } from "../vault-keys/make-key-dialog.tsx";
import { useKeySupport } from "../vault-keys/use-keys.ts";
import { NewVaultForm } from "./new-vault-form.tsx";
import { useSigners, useWallet } from "./use-signers.ts";

export function NewVaultPage() {
  const signers = useSigners();
  return (
    <>
      <PageHead
        title="Create a vault"
        lead="A document, and who may change it. You sign its beginning here."
        up={{ label: "Vaults", href: paths.vaults() }}
      />
      <PageBody>
        <KeySupportNotice />
        {signers === undefined ? (
          <Panel>
            <SkeletonRows rows={3} />
          </Panel>
        ) : signers[0] === undefined ? (
          <NoKey />
        ) : (
          <NewVaultForm signers={signers} first={signers[0]} />
        )}
      </PageBody>
    </>
  );
}

/** Somebody has to sign the beginning: a key can be made in place. */
function NoKey() {
  const support = useKeySupport();
  const { isThere, connect } = useWallet();
  const [isMaking, setMaking] = useState(false);
  return (
    <Panel>
      <Empty
        icon={KeyRound}
        title="You need a key first"
        action={
          <>
            <Button
              look="primary"
              disabled={support.data !== "ready"}
              onClick={() => setMaking(true)}
            >
              <Plus aria-hidden="true" /> Make a key
            </Button>
            {isThere && (
              <Button busy={connect.isPending} onClick={() => connect.mutate(undefined)}>
                Connect a wallet
              </Button>
            )}
          </>
        }
      >
        A vault begins with a signature of its first voter. Make a key in this browser, or connect a
        wallet.
      </Empty>
      <MakeKeyDialog open={isMaking} onOpenChange={setMaking} />
    </Panel>
  );
}
