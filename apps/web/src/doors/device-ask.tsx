"use client";

import { describeUserAgent } from "@homeport/auth/user-agent";
import { useQuery } from "@tanstack/react-query";
import { type Failure, readFailure } from "../data/failure.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Fact, Facts } from "../design/facts.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { authEndpoints } from "../paths.ts";
import { type AuthOutcome, callAuth, changeByAuth } from "./auth-client.ts";
import { shownUserCode } from "./device-code.ts";
import { DoorCard } from "./door-card.tsx";
import { DoorFailure } from "./door-failure.tsx";

/** What is known of the program that asks. */
interface Asker {
  status: string;
  address?: string | null;
  userAgent?: string | null;
}

export interface DeviceAskProps {
  code: string;
  email: string;
  onEnd: (end: "approved" | "denied") => void;
  onOther: () => void;
}

/** Shows who asks and wants a press: nothing is approved by opening a link. */
export function DeviceAsk({ code, email, onEnd, onOther }: DeviceAskProps) {
  const asker = useAsker(code);
  const { pressed, failure, answer } = useAnswer(code, onEnd);
  if (asker.data?.ok === false) {
    return <UnknownCode code={code} failure={asker.data.failure} onOther={onOther} />;
  }
  const waiting = asker.data === undefined || pressed !== null;
  return (
    <DoorCard
      title="Sign in a program?"
      lead={
        <>
          It will act as <strong className="wrap-anywhere font-medium text-ink">{email}</strong> for
          30 days, until you revoke it.
        </>
      }
    >
      <p className="mb-4 rounded-md border border-line bg-sunken py-3 text-center">
        <span className="block text-ink-3 text-xs">Is this the code in your terminal?</span>
        <code className="font-semibold text-ink text-xl tracking-[0.16em]">
          {shownUserCode(code)}
        </code>
      </p>
      <div className="-mx-4 mb-5 sm:-mx-5">
        <AskerFacts asker={asker.data?.body} />
      </div>
      <DoorFailure title="Nothing was decided" failure={failure} />
      <div className="mt-4 grid grid-cols-2 gap-2">
        <Button
          size="lg"
          disabled={waiting}
          busy={pressed === "denied"}
          onClick={() => answer("denied")}
        >
          Deny
        </Button>
        <Button
          look="primary"
          size="lg"
          disabled={waiting}
          busy={pressed === "approved"}
          onClick={() => answer("approved")}
        >
          Approve
        </Button>
      </div>
    </DoorCard>
  );
}

function useAsker(code: string) {
  return useQuery({
    queryKey: ["device", code],
    queryFn: (): Promise<AuthOutcome<Asker>> =>
      callAuth<Asker>(`${authEndpoints.device}?user_code=${encodeURIComponent(code)}`),
    refetchOnWindowFocus: false,
  });
}

function useAnswer(code: string, onEnd: (end: "approved" | "denied") => void) {
  const change = useChange<void, "approved" | "denied">({
    mutationFn: (end) =>
      changeByAuth(end === "approved" ? authEndpoints.deviceApprove : authEndpoints.deviceDeny, {
        userCode: code,
      }),
    failed: "Nothing was decided",
    onFailed: () => true,
    onDone: (_nothing, end) => onEnd(end),
  });
  return {
    pressed: change.isPending ? change.variables : null,
    failure: change.isError ? readFailure(change.error) : null,
    answer: change.mutate,
  };
}

function AskerFacts({ asker }: { asker: Asker | undefined }) {
  if (asker === undefined) {
    return <Skeleton className="mx-5 h-16" />;
  }
  return (
    <Facts>
      <Fact name="Program">
        {asker.userAgent?.startsWith("homeport")
          ? asker.userAgent
          : (describeUserAgent(asker.userAgent ?? null) ?? "homeport, the command")}
      </Fact>
      <Fact name="Asks from">
        {asker.address === null || asker.address === undefined ? (
          <span className="text-ink-3">Not known</span>
        ) : (
          <code>{asker.address}</code>
        )}
      </Fact>
    </Facts>
  );
}

function UnknownCode({
  code,
  failure,
  onOther,
}: {
  code: string;
  failure: Failure;
  onOther: () => void;
}) {
  return (
    <DoorCard
      title="This code cannot be used"
      lead={`${shownUserCode(code)} is mistyped, or has expired: codes live ten minutes.`}
    >
      <DoorFailure title="No program waits with this code" failure={failure} />
      <Button look="primary" size="lg" className="mt-5 w-full" onClick={onOther}>
        Enter another code
      </Button>
    </DoorCard>
  );
}
