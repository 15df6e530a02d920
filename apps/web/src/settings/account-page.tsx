"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { ConfirmName } from "../design/confirm-name.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel, PanelHead } from "../design/panel.tsx";
import { paths } from "../paths.ts";
import { useViewer } from "../shell/viewer.tsx";

export function AccountPage() {
  const { name, email } = useViewer();
  return (
    <PageBody className="max-w-[44rem]">
      <Panel>
        <PanelHead title="Your account" />
        <Facts>
          <Fact name="Name">{name}</Fact>
          <Fact name="E-mail">{email}</Fact>
        </Facts>
      </Panel>
      <DeleteAccount email={email} />
    </PageBody>
  );
}

function DeleteAccount({ email }: { email: string }) {
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const change = useChange({
    ...trpc.account.delete.mutationOptions(),
    failed: "The account was not deleted",
    onFailed: () => true,
    // Nothing that is shown is anybody's any more, so the whole page is loaded anew.
    onDone: () => window.location.assign(paths.signIn()),
  });
  return (
    <Panel>
      <PanelHead
        title="Delete the account"
        note="With your sessions, keys and memberships. Apps that you own stay with their organization."
        actions={
          <Button size="sm" look="danger" onClick={() => setOpen(true)}>
            Delete account
          </Button>
        }
      />
      <ConfirmName
        open={open}
        onOpenChange={setOpen}
        title="Delete your account?"
        name={email}
        verb="Delete account"
        busy={change.isPending || change.isSuccess}
        error={change.error}
        onConfirm={() => change.mutate()}
      >
        It cannot be taken back. It is refused while an organization has no other owner than you.
      </ConfirmName>
    </Panel>
  );
}
