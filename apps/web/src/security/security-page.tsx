"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { PageBody } from "../design/page.tsx";
import { Panel } from "../design/panel.tsx";
import { SkeletonRows } from "../design/skeleton.tsx";
import { AuthenticatorPanel } from "./authenticator-panel.tsx";
import { PasskeysPanel } from "./passkeys-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { WalletsPanel } from "./wallets-panel.tsx";

/** In which ways the viewer can show that it is them. */
export function SecurityPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.account.security.queryOptions());
  const security = query.data;
  return (
    <PageBody className="max-w-[52rem]">
      {query.isError && (
        <ErrorCard
          title="Your ways of signing in could not be loaded"
          error={query.error}
          retrying={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      {security === undefined && !query.isError && (
        <Panel aria-label="Security">
          <SkeletonRows rows={4} />
        </Panel>
      )}
      {security !== undefined && (
        <>
          <PasskeysPanel passkeys={security.passkeys} />
          <AuthenticatorPanel twoFactor={security.twoFactor} />
          <PasswordPanel hasPassword={security.hasPassword} />
          <WalletsPanel wallets={security.wallets} />
        </>
      )}
    </PageBody>
  );
}
