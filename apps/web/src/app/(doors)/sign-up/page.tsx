import type { Metadata } from "next";
import Link from "next/link";
import { leaveWhenSignedIn } from "../../../data/read-viewer.ts";
import { single } from "../../../data/request.ts";
import { Button } from "../../../design/button.tsx";
import { DoorCard } from "../../../doors/door-card.tsx";
import { SignUpForm } from "../../../doors/sign-up-form.tsx";
import { paths, safeNext } from "../../../paths.ts";
import { readHandle } from "../../../server/handle.ts";

export const metadata: Metadata = { title: "Create an account" };

interface SignUpPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const asked = single((await searchParams).next);
  const next = safeNext(asked);
  await leaveWhenSignedIn(next);
  const { open, first, needsSetupCode } = await readHandle().readSignUp();
  if (!open) {
    return <ClosedCard signInHref={paths.signIn(asked)} />;
  }
  return (
    <DoorCard
      title={first ? "Create the owner account" : "Create an account"}
      lead={
        first
          ? "You are the first one here. This account owns the organization, its hosts and its apps."
          : "With it you can open what this organization shares with you."
      }
      foot={
        first ? undefined : (
          <Link href={paths.signIn(asked)} className="font-medium text-accent hover:underline">
            Sign in instead
          </Link>
        )
      }
    >
      <SignUpForm
        next={next}
        needsSetupCode={needsSetupCode}
        verb={first ? "Create the owner account" : "Create account"}
      />
    </DoorCard>
  );
}

function ClosedCard({ signInHref }: { signInHref: string }) {
  return (
    <DoorCard
      title="Sign-up is closed"
      lead="This Homeport has its owner, and new accounts are made by invitation only. Ask an owner for one."
    >
      <Button look="primary" size="lg" className="w-full" asChild>
        <Link href={signInHref}>Sign in</Link>
      </Button>
    </DoorCard>
  );
}
