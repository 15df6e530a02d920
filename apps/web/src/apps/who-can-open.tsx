"use client";

import type { AccessRule } from "@homeport/gate";
import { useQuery } from "@tanstack/react-query";
import { Globe, KeyRound, Link2, Lock, UserCheck } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { TextInput } from "../design/field.tsx";
import { formatCount } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useSettled } from "../design/use-settled.ts";
import { roleLabel } from "../members/member-roles.ts";
import type { WhoCanOpen } from "./app-types.ts";

export interface WhoCanOpenPanelProps {
  appId: string;
  /** Rules that are not saved yet, to ask about instead of the stored ones. */
  draft: readonly AccessRule[] | null;
}

/** Asks the gate itself who would pass at a path, so that the answer is never a guess of the page. */
export function WhoCanOpenPanel({ appId, draft }: WhoCanOpenPanelProps) {
  const [path, setPath] = useState("/");
  const settled = useSettled(path);
  const settledDraft = useSettled(draft);
  const labelId = useId();
  const target = settled.startsWith("/") ? settled : `/${settled}`;
  return (
    <Panel>
      <PanelHead
        id={labelId}
        title="Who can open this"
        note="Any path of the app, as the gate reads it."
      />
      <div className="grid gap-4 p-4 sm:p-5">
        <TextInput
          aria-labelledby={labelId}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          className="font-mono text-sm"
        />
        <div aria-live="polite" className="grid gap-4">
          <Answer
            appId={appId}
            target={target}
            label={settledDraft === null ? null : "Now"}
            rules={null}
          />
          {settledDraft !== null && (
            <Answer appId={appId} target={target} label="After saving" rules={settledDraft} />
          )}
        </div>
      </div>
    </Panel>
  );
}

interface AnswerProps {
  appId: string;
  target: string;
  label: string | null;
  rules: readonly AccessRule[] | null;
}

function Answer({ appId, target, label, rules }: AnswerProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.gate.whoCanOpen.queryOptions(
      { appId, target, ...(rules === null ? {} : { rules: [...rules] }) },
      { placeholderData: (previous) => previous },
    ),
  );
  return (
    <div>
      {label !== null && <p className="mb-1.5 font-medium text-ink-3 text-xs">{label}</p>}
      {query.isError ? (
        <ErrorCard
          title="The gate could not be asked"
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : query.data === undefined ? (
        <Skeleton className="h-12 w-full" />
      ) : (
        <div className="grid gap-3">
          <Openers who={query.data} />
        </div>
      )}
    </div>
  );
}

function Openers({ who }: { who: WhoCanOpen }) {
  switch (who.kind) {
    case "everyone":
      return (
        <Line icon={Globe} tone="text-warn" title="Everyone">
          Without signing in, by knowing the address.
        </Line>
      );
    case "signed-in":
      return (
        <>
          <Line icon={UserCheck} tone="text-accent" title="Anyone with an account here">
            In any organization of this Homeport.
          </Line>
          <Keys keys={who.keys} />
        </>
      );
    case "nobody":
      return (
        <Line icon={Lock} tone="text-ink-3" title="Nobody">
          The gate refuses this path: <code>{who.code}</code>
        </Line>
      );
    case "some":
      return (
        <>
          {who.links > 0 && (
            <Line icon={Link2} tone="text-accent" title="Anyone with a share link">
              {formatCount(who.links, "live link")} of this app.
            </Line>
          )}
          <People people={who.people} />
          <Keys keys={who.keys} />
        </>
      );
  }
}

function Line({
  icon: Icon,
  tone,
  title,
  children,
}: {
  icon: typeof Globe;
  tone: string;
  title: string;
  children: ReactNode;
}) {
  return (
    <div className="flex gap-3">
      <Icon className={`mt-0.5 size-4 shrink-0 ${tone}`} aria-hidden="true" />
      <div>
        <p className="font-medium text-ink">{title}</p>
        <p className="text-ink-3 text-sm">{children}</p>
      </div>
    </div>
  );
}

function Keys({ keys }: { keys: Extract<WhoCanOpen, { kind: "some" }>["keys"] }) {
  return (
    <ul className="grid gap-2 empty:hidden">
      {keys.map((key) => (
        <li key={key.keyId} className="flex items-center gap-3">
          <KeyRound className="mx-1.5 size-4 shrink-0 text-ink-3" aria-hidden="true" />
          <span className="min-w-0 flex-1">
            <span className="block truncate text-ink text-sm">{key.name}</span>
            <span className="block truncate text-ink-3 text-xs">API key of {key.madeBy}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function People({ people }: { people: Extract<WhoCanOpen, { kind: "some" }>["people"] }) {
  return (
    <ul className="grid gap-2 empty:hidden">
      {people.map((person) => (
        <li key={person.userId} className="flex items-center gap-3">
          <span
            aria-hidden="true"
            className="grid size-7 shrink-0 place-items-center rounded-full border border-line bg-sunken font-medium text-ink-2 text-xs"
          >
            {(person.name.trim()[0] ?? "?").toUpperCase()}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-ink text-sm">{person.name}</span>
            <span className="block truncate text-ink-3 text-xs">{person.email}</span>
          </span>
          <span className="text-ink-3 text-xs">{roleLabel(person.role)}</span>
        </li>
      ))}
    </ul>
  );
}
