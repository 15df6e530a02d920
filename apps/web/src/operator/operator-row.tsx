"use client";

import { KeyRound, UserRound } from "lucide-react";
import { useState } from "react";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { useMay, useViewer } from "../shell/viewer.tsx";
import { ChangeOperator } from "./change-operator.tsx";
import type { OperatorRow } from "./operator-types.ts";
import { describeWords, shortKey } from "./operator-words.ts";
import { RevokeOperator } from "./revoke-operator.tsx";

export function OperatorItem({ operator }: { operator: OperatorRow }) {
  const { permissions: own } = useViewer();
  const may = useMay("fleet.operate");
  const [asking, setAsking] = useState<"change" | "revoke" | null>(null);
  const { label, email, keyId, permissions, createdAt } = operator;
  // Who holds more than the viewer is not theirs to change.
  const isTheirs = may && permissions.every((word) => own.includes(word));
  const Icon = keyId === null ? UserRound : KeyRound;
  const close = () => setAsking(null);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2.5 px-4 py-3.5 sm:px-5">
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-line bg-sunken text-ink-3">
        <Icon className="size-4" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 basis-48">
        <p className="wrap-anywhere font-medium text-ink">{label}</p>
        <p className="wrap-anywhere text-ink-3 text-sm">
          {keyId === null ? email : <span className="font-mono">{shortKey(keyId)}</span>}
          {" · added "}
          <Ago at={createdAt} />
        </p>
        <p className="text-ink-2 text-sm">{describeWords(permissions)}</p>
      </div>
      {isTheirs && (
        <div className="flex items-center gap-2">
          <Button size="sm" aria-label={`Change ${label}`} onClick={() => setAsking("change")}>
            Change
          </Button>
          <Button
            size="sm"
            look="danger"
            aria-label={`Revoke ${label}`}
            onClick={() => setAsking("revoke")}
          >
            Revoke
          </Button>
        </div>
      )}
      {asking === "change" && <ChangeOperator operator={operator} onClose={close} />}
      {asking === "revoke" && <RevokeOperator operator={operator} onClose={close} />}
    </li>
  );
}
