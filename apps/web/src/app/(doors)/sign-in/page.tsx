import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { leaveWhenSignedIn, readSignUpRule } from "../../../data/read-viewer.ts";
import { single } from "../../../data/request.ts";
import { SignInDoor } from "../../../doors/sign-in-door.tsx";
import { mounts, paths, safeNext } from "../../../paths.ts";
import { readStanding } from "../../../public-catalog/read-catalog.ts";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const asked = single((await searchParams).next);
  const next = safeNext(asked);
  await leaveWhenSignedIn(next);
  const rule = await readSignUpRule();
  if (rule?.first === true) {
    redirect(paths.signUp(asked));
  }
  return (
    <SignInDoor
      next={next}
      lead={
        next.startsWith(mounts.gateStart)
          ? "You are on your way to an app that is behind sign-in. You will land there afterwards."
          : "To the console of this Homeport."
      }
      foot={
        <>
          <Link href={paths.forgotPassword()} className="font-medium text-accent hover:underline">
            Forgot your password?
          </Link>
          {rule?.open === true && (
            <>
              {" · "}New here?{" "}
              <Link href={paths.signUp(asked)} className="font-medium text-accent hover:underline">
                Create an account
              </Link>
            </>
          )}
          {(await readStanding()) !== null && (
            <>
              {" · "}
              <a href={paths.catalog()} className="font-medium text-accent hover:underline">
                See the apps
              </a>
            </>
          )}
        </>
      }
    />
  );
}
