import "server-only";
import type { SignUpRule } from "@homeport/auth";
import { operatorDoor } from "@homeport/auth/operator-words";
import { redirect } from "next/navigation";
import { cache } from "react";
import { paths } from "../paths.ts";
import { readHandle } from "../server/handle.ts";
import type { Viewer } from "../shell/viewer.tsx";
import { readTarget, requestHeaders } from "./request.ts";
import { serverQueries } from "./server-queries.ts";

/**
 * Who looks at this page. Every page of the console asks on the server; a stranger is sent to sign in and comes
 * back, and the very first one to making the owner account.
 */
export const readViewer = cache(async (): Promise<Viewer> => {
  const { queryClient, trpc } = await serverQueries();
  const me = await queryClient.fetchQuery(trpc.session.me.queryOptions());
  if (me === null) {
    return redirect(await doorFor(await readTarget()));
  }
  const [organizations, operatorWords] = await Promise.all([
    queryClient.fetchQuery(trpc.session.organizations.queryOptions()),
    queryClient.fetchQuery(trpc.session.operatorWords.queryOptions()),
  ]);
  const [organization] = organizations;
  return {
    userId: me.userId,
    name: me.name,
    email: me.email,
    sessionId: me.sessionId,
    organization:
      organization === undefined
        ? null
        : {
            id: organization.organizationId,
            name: organization.name,
            slug: organization.slug,
          },
    roles: [...(organization?.roles ?? [])],
    permissions: [...(organization?.permissions ?? []), ...operatorWords.map(operatorDoor)],
  };
});

/** Sends whoever is signed in already on to where they were going. */
export async function leaveWhenSignedIn(next: string): Promise<void> {
  const session = await readHandle().readSession(await requestHeaders());
  if (session !== null) {
    redirect(next);
  }
}

async function doorFor(target: string): Promise<string> {
  const next = target === paths.overview() ? undefined : target;
  const rule = await readSignUpRule();
  return rule?.first === true ? paths.signUp(next) : paths.signIn(next);
}

/**
 * Who may sign up now; null when the store cannot say. The door then shows its form all the same: pressing the
 * button tells the person why it does not open, and keeps what was typed.
 */
export async function readSignUpRule(): Promise<SignUpRule | null> {
  try {
    return await readHandle().readSignUp();
  } catch {
    return null;
  }
}
