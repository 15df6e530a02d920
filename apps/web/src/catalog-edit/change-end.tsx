"use client";

import { Notice } from "../design/notice.tsx";
import type { Operation } from "./edit-types.ts";
import { endWords } from "./operation-words.ts";
import { ProblemList } from "./problem-list.tsx";

/** Why a change was refused; nothing where it was not. */
export function ChangeEnd({ operation }: { operation: Operation }) {
  const { state, errorCode, refusal } = operation;
  if (state !== "refused" || errorCode === null) return null;
  return (
    <>
      <Notice tone="bad" title={endWords(errorCode)}>
        {refusal?.said !== null && refusal?.said !== undefined ? (
          <>
            It says:{" "}
            <span className="wrap-anywhere whitespace-pre-wrap font-mono">{refusal.said}</span>
          </>
        ) : (
          "Nothing was changed. Edit the entry again, from what it is now."
        )}
      </Notice>
      {refusal !== null && refusal.problems.length > 0 && (
        <ProblemList problems={refusal.problems} />
      )}
    </>
  );
}
