"use client";

import { type FormEvent, useState } from "react";
import { readFailure } from "../data/failure.ts";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Field, TextInput } from "../design/field.tsx";
import { Notice } from "../design/notice.tsx";
import { paths } from "../paths.ts";
import { plainUserCode, shownUserCode, userCodeChars } from "./device-code.ts";
import { DoorCard } from "./door-card.tsx";
import { DoorFailure } from "./door-failure.tsx";
import { useFragment } from "./use-fragment.ts";

export interface PairDoorProps {
  /** Whose session this browser holds already, which pairing replaces here; null for nobody's. */
  signedInAs: string | null;
}

/** Where another device is signed in by a code, or by the link of a QR picture; a press is wanted in either case. */
export function PairDoor({ signedInAs }: PairDoorProps) {
  const qrToken = useFragment();
  const [typing, setTyping] = useState(false);
  return typeof qrToken !== "string" || typing ? (
    <CodeCard signedInAs={signedInAs} />
  ) : (
    <LinkCard signedInAs={signedInAs} qrToken={qrToken} onOther={() => setTyping(true)} />
  );
}

/** Signs this browser in; the whole page is loaded anew, so that nothing of the time before stays in memory. */
function useRedeem() {
  const trpc = useTRPC();
  return useChange({
    ...trpc.account.pairing.redeem.mutationOptions(),
    failed: "This device is not paired",
    onFailed: () => true,
    onDone: () => window.location.assign(paths.overview()),
  });
}

interface LinkCardProps extends PairDoorProps {
  qrToken: string;
  onOther: () => void;
}

function LinkCard({ signedInAs, qrToken, onOther }: LinkCardProps) {
  const redeem = useRedeem();
  return (
    <DoorCard
      title="Pair this device?"
      lead="It will be signed in as the person whose screen shows the picture, until they revoke it."
    >
      <SignedInNotice email={signedInAs} />
      <RedeemFailure error={redeem.error} />
      <div className="mt-4 grid gap-2">
        <Button
          look="primary"
          size="lg"
          busy={redeem.isPending || redeem.isSuccess}
          onClick={() => redeem.mutate({ qrToken })}
        >
          Pair this device
        </Button>
        <Button size="lg" look="ghost" onClick={onOther}>
          Type a code instead
        </Button>
      </div>
    </DoorCard>
  );
}

function CodeCard({ signedInAs }: PairDoorProps) {
  const [typed, setTyped] = useState("");
  const redeem = useRedeem();
  const complete = plainUserCode(typed).length === userCodeChars;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (complete) {
      redeem.mutate({ code: plainUserCode(typed) });
    }
  }
  return (
    <DoorCard
      title="Pair this device"
      lead="With the code that a signed-in browser shows under Settings, Devices."
    >
      <form method="post" onSubmit={submit} className="grid gap-4">
        <SignedInNotice email={signedInAs} />
        <Field label="Code">
          {(control) => (
            <TextInput
              {...control}
              value={typed}
              placeholder="AB12-CD34"
              autoComplete="one-time-code"
              autoCapitalize="characters"
              autoFocus
              className="h-12 text-center font-mono text-lg uppercase tracking-[0.2em]"
              onChange={(event) => setTyped(shownUserCode(event.target.value))}
            />
          )}
        </Field>
        <RedeemFailure error={redeem.error} />
        <Button
          look="primary"
          size="lg"
          type="submit"
          disabled={!complete}
          busy={redeem.isPending || redeem.isSuccess}
          className="w-full"
        >
          Pair this device
        </Button>
      </form>
    </DoorCard>
  );
}

function SignedInNotice({ email }: { email: string | null }) {
  return (
    email !== null && (
      <Notice tone="info" title="This browser is signed in already">
        As <span className="wrap-anywhere">{email}</span>. Pairing replaces that here.
      </Notice>
    )
  );
}

function RedeemFailure({ error }: { error: unknown }) {
  return (
    <DoorFailure
      title="This device is not paired"
      failure={error === null ? null : readFailure(error)}
    />
  );
}
