import type { Metadata } from "next";
import Link from "next/link";
import { DoorCard } from "../../../doors/door-card.tsx";
import { ForgotPasswordForm } from "../../../doors/forgot-password-form.tsx";
import { paths } from "../../../paths.ts";
import { readHandle } from "../../../server/handle.ts";

export const metadata: Metadata = { title: "Forgot password" };

export default function ForgotPasswordPage() {
  const sendsMail = readHandle().sendsMail();
  return (
    <DoorCard
      title="Forgot your password?"
      lead={
        sendsMail
          ? "You get a mail with a link to choose a new one."
          : "This Homeport sends no mail. An owner or admin of your organization can make you a link under Members."
      }
      foot={
        <Link href={paths.signIn()} className="font-medium text-accent hover:underline">
          Back to sign-in
        </Link>
      }
    >
      {sendsMail ? (
        <ForgotPasswordForm />
      ) : (
        <p className="text-ink-2 text-sm">
          If you are the last owner, run <code className="text-ink">pnpm auth:reset EMAIL</code>{" "}
          beside the database.
        </p>
      )}
    </DoorCard>
  );
}
