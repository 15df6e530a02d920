"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../data/trpc.ts";
import { useNow } from "../design/clock.tsx";
import { ErrorCard } from "../design/error-card.tsx";
import { CodeExpired, CodeSteps, HostArrived, HostEnrolled } from "./enrolment-views.tsx";
import type { EnrolmentCode } from "./host-types.ts";

const askEveryMs = 2_000;

export interface WaitForHostProps {
  code: EnrolmentCode;
  /** Back to the form. */
  onAgain: () => void;
  /** A fresh code took this one's place. */
  onCode: (code: EnrolmentCode) => void;
}

/** Shows a code until it is used or runs out, then the machine that used it until it is online. */
export function WaitForHost({ code, onAgain, onCode }: WaitForHostProps) {
  const trpc = useTRPC();
  const now = useNow(1_000);
  const leftMs = code.expiresAt.getTime() - now;
  const query = useQuery(
    trpc.hosts.codeStatus.queryOptions(
      { codeId: code.codeId },
      {
        refetchInterval: ({ state }) => (isSettled(state.data) ? false : askEveryMs),
      },
    ),
  );
  const cancel = useMutation(trpc.hosts.cancelCode.mutationOptions({ onSuccess: onAgain }));
  const status = query.data;
  if (status?.host?.online) {
    return <HostArrived host={status.host} onAgain={onAgain} />;
  }
  if (status?.state === "used" && status.host !== null) {
    return <HostEnrolled host={status.host} />;
  }
  if (status?.state === "expired" || leftMs <= 0) {
    return <CodeExpired mayPublish={status?.mayPublish} onCode={onCode} onAgain={onAgain} />;
  }
  return (
    <>
      <CodeSteps
        code={code}
        leftMs={leftMs}
        cancelling={cancel.isPending}
        onCancel={() => cancel.mutate({ codeId: code.codeId })}
      />
      {(query.isError || cancel.isError) && (
        <ErrorCard
          className="m-5 mt-0"
          title={
            cancel.isError ? "The code was not cancelled" : "Homeport cannot be asked right now"
          }
          error={cancel.error ?? query.error}
          onRetry={() => void query.refetch()}
        />
      )}
    </>
  );
}

function isSettled(status: { state: string; host: { online: boolean } | null } | undefined) {
  return status?.state === "expired" || status?.host?.online === true;
}
