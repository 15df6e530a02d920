"use client";

import { Button } from "../design/button.tsx";
import { Actions } from "../design/dialog.tsx";
import { formatInstant } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import type { Invited } from "./member-types.ts";
import { ShownLink } from "./shown-link.tsx";

export interface InvitedLinkProps {
  invited: Invited;
  email: string;
  onClose: () => void;
}

/** The link of an invitation, shown this once, and what became of its mail. */
export function InvitedLink({ invited, email, onClose }: InvitedLinkProps) {
  return (
    <>
      <MailOutcome mail={invited.mail} email={email} />
      <div className="mt-4">
        <ShownLink link={invited.link} what="the invitation's link" />
      </div>
      <p className="mt-2 text-ink-3 text-sm">
        It is shown this once. Good until {formatInstant(invited.expiresAt)}, for that address
        alone.
      </p>
      <Actions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </>
  );
}

function MailOutcome({ mail, email }: { mail: Invited["mail"]; email: string }) {
  const to = <span className="wrap-anywhere">{email}</span>;
  switch (mail) {
    case "sent":
      return (
        <Notice tone="info" role="status" title={<>Mailed to {to}</>}>
          You can hand over the link yourself, too.
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="warn" role="alert" title={<>The mail to {to} did not leave</>}>
          The invitation stands: hand over the link yourself.
        </Notice>
      );
    case "off":
      return (
        <Notice tone="info" role="status" title={<>Hand this link to {to}</>}>
          This installation sends no mail.
        </Notice>
      );
  }
}
