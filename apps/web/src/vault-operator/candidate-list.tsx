"use client";

import { Hourglass } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Ago } from "../design/ago.tsx";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { formatCount, formatSpan } from "../design/format.ts";
import { Panel, PanelHead } from "../design/panel.tsx";
import { StatusDot } from "../design/status-dot.tsx";
import { ReasonDialog } from "../vaults/reason-dialog.tsx";
import { seenWords } from "../vaults/source-words.ts";
import { kindWords, sourceWords } from "../vaults/vault-words.ts";
import type { Candidate } from "./vault-operator-types.ts";
import { lightOfWait } from "./waiting-tone.ts";

/** So many counted misses, and a change is unresolved. */
const maxRetries = 48;

export interface CandidateListProps {
  candidates: readonly Candidate[];
  /** What loads those that are younger. */
  more: ReactNode;
}

/** What waits for its source, the oldest first. */
export function CandidateList({ candidates, more }: CandidateListProps) {
  return (
    <Panel aria-labelledby="vault-candidates">
      <PanelHead
        id="vault-candidates"
        title="Waiting"
        note="Each locks its vault until its source shows it."
      />
      {candidates.length === 0 ? (
        <Empty icon={Hourglass} title="Nothing waits">
          A change of a vault with a source stands here until the source shows it.
        </Empty>
      ) : (
        <ul aria-label="Waiting" className="divide-y divide-line">
          {candidates.map((candidate) => (
            <Row key={candidate.deltaId} candidate={candidate} />
          ))}
        </ul>
      )}
      {more}
    </Panel>
  );
}

function Row({ candidate }: { candidate: Candidate }) {
  const trpc = useTRPC();
  const [isRetaining, setRetaining] = useState(false);
  const check = useChange({
    ...trpc.vaultOperator.checkNow.mutationOptions(),
    refresh: [trpc.vaultOperator.candidates.pathKey()],
    failed: "The source was not looked at",
    done: `The source of ${candidate.name} is looked at`,
  });
  const { name, vaultId, nonce, kind, source, ageMs, checks, retryCount } = candidate;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="wrap-anywhere flex items-center gap-2 font-medium text-ink">
          <StatusDot light={lightOfWait(ageMs)} />
          <span>
            {name}{" "}
            <span className="font-normal text-ink-3">
              of {candidate.organization ?? candidate.organizationId}
            </span>
          </span>
        </p>
        <p className="text-ink-3 text-sm tabular-nums">
          version {nonce} · {kindWords(kind)} · {sourceWords(source)} · for {formatSpan(ageMs)} ·{" "}
          {formatCount(checks, "look")} · {retryCount} of {maxRetries} retries ·{" "}
          {formatCount(candidate.divergenceCount, "divergence")}
        </p>
        <p className="wrap-anywhere text-ink-3 text-sm tabular-nums">
          {candidate.holder === null ? "held by nobody" : `held by ${candidate.holder}`} · fence{" "}
          {candidate.fence}
          {candidate.nextCheckAt !== null && ` · next look ${clockOf(candidate.nextCheckAt)}`}
          {candidate.abandonRequestedAt !== null && (
            <>
              {" "}
              · asked to be given up <Ago at={candidate.abandonRequestedAt} />
            </>
          )}
        </p>
        <p className="text-ink-2 text-sm">{seenWords(candidate.lastObservation)}</p>
        {candidate.lastObservation !== null && (
          <details className="text-sm">
            <summary className="w-fit cursor-pointer rounded-sm text-ink-3 hover:text-ink">
              What was seen
            </summary>
            <code className="wrap-anywhere block text-ink-2 text-xs">
              {JSON.stringify(candidate.lastObservation)}
            </code>
          </details>
        )}
      </div>
      <div className="flex items-center gap-2">
        <Button
          size="sm"
          aria-label={`Check ${name} now`}
          busy={check.isPending}
          onClick={() => check.mutate({ vaultId })}
        >
          Check now
        </Button>
        <Button
          size="sm"
          look="danger"
          aria-label={`Retain the change of ${name}`}
          onClick={() => setRetaining(true)}
        >
          Retain
        </Button>
      </div>
      {isRetaining && <RetainCandidate candidate={candidate} onClose={() => setRetaining(false)} />}
    </li>
  );
}

interface RetainCandidateProps {
  candidate: Candidate;
  onClose: () => void;
}

function RetainCandidate({ candidate, onClose }: RetainCandidateProps) {
  const trpc = useTRPC();
  const { vaultId, deltaId, name, nonce } = candidate;
  const retain = useChange({
    ...trpc.vaultOperator.retain.mutationOptions(),
    refresh: [trpc.vaultOperator.pathKey()],
    failed: "The change was not retained",
    done: `${name} is unlocked`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <ReasonDialog
      title={`Retain version ${nonce} of ${name}?`}
      note="It stops waiting and unlocks its vault; its signers may go on without it. If its source shows it after all, it lands all the same."
      verb="Retain it"
      busy={retain.isPending}
      error={retain.error}
      onClose={onClose}
      onReason={(reason) => retain.mutate({ vaultId, deltaId, reason })}
    />
  );
}

function clockOf(at: Date): string {
  return `${at.toISOString().slice(11, 19)} UTC`;
}
