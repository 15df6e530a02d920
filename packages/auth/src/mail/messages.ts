import type { Message } from "./mailer.ts";

export interface InvitationMail {
  readonly to: string;
  readonly inviter: string;
  readonly organization: string;
  readonly link: string;
}

export function invitationMessage({ to, inviter, organization, link }: InvitationMail): Message {
  const who = oneLine(inviter);
  const where = oneLine(organization);
  return {
    to,
    subject: `${who} invites you to ${where} on Homeport`,
    text: [
      `${who} invites you to ${where}.`,
      "",
      "Open this link within seven days, signed in as this e-mail address or with a new account for it:",
      link,
      "",
      "If you do not know what this is about, do nothing.",
      "",
    ].join("\n"),
  };
}

export function resetMessage({ to, link }: { to: string; link: string }): Message {
  return {
    to,
    subject: "Choose a new password for Homeport",
    text: [
      "Somebody asked for a new password for this e-mail address.",
      "",
      "Open this link within an hour to choose one. It signs you out everywhere:",
      link,
      "",
      "If it was not you, do nothing: your password stays as it is.",
      "",
    ].join("\n"),
  };
}

/** Names are chosen by people: they may say anything, but begin no line of their own. */
function oneLine(name: string): string {
  return name.replace(/\s+/g, " ").trim().slice(0, 100);
}
