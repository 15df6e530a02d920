import { createTransport } from "nodemailer";

export interface Message {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Sends mail as the installation; rejects when the server does not take it within half a minute. */
export interface Mailer {
  send(message: Message): Promise<void>;
}

const stepMs = 10_000;
const sendMs = 30_000;

/**
 * A mailer over `smtp://` or `smtps://`, with user and password in the address. `from` in its query is the sender;
 * without it mail comes from `homeport@` the host of the console.
 */
export function createMailer(smtpUrl: string, webUrl: URL): Mailer {
  const { from, url } = takeSender(smtpUrl, webUrl);
  const transport = createTransport(
    {
      url,
      connectionTimeout: stepMs,
      greetingTimeout: stepMs,
      socketTimeout: stepMs,
      dnsTimeout: stepMs,
      // A message is text made here; nothing in it may be read from a file or fetched.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send(message) {
      const late = AbortSignal.timeout(sendMs);
      const tooLate = new Promise<never>((_resolve, reject) => {
        late.addEventListener("abort", () => reject(new Error("The mail server took too long")));
      });
      await Promise.race([transport.sendMail({ ...message }), tooLate]);
    },
  };
}

function takeSender(smtpUrl: string, webUrl: URL): { from: string; url: string } {
  const url = new URL(smtpUrl);
  const from = url.searchParams.get("from") ?? `Homeport <homeport@${webUrl.hostname}>`;
  url.searchParams.delete("from");
  return { from, url: url.href };
}
