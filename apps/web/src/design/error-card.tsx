"use client";

import { RotateCw } from "lucide-react";
import { type Failure, readFailure } from "../data/failure.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

export interface ErrorCardProps {
  /** What could not be shown or done: "The hosts could not be loaded". */
  title: string;
  error: unknown;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  className?: string;
}

/** Says what went wrong, in a sentence and a code that can be quoted, and offers to try again. */
export function ErrorCard({ title, error, onRetry, retrying, className }: ErrorCardProps) {
  const failure = readFailure(error);
  return (
    <Notice
      tone="bad"
      role="alert"
      title={title}
      {...(className === undefined ? {} : { className })}
      action={
        onRetry !== undefined && (
          <Button size="sm" onClick={onRetry} busy={retrying ?? false}>
            {!retrying && <RotateCw aria-hidden="true" />}
            Retry
          </Button>
        )
      }
    >
      <p>{failure.sentence}</p>
      <FailureCode failure={failure} />
    </Notice>
  );
}

export function FailureCode({ failure }: { failure: Failure }) {
  return (
    <p className="mt-1 font-mono text-ink-3 text-xs">
      {failure.code}
      {failure.requestId !== undefined && (
        <span className="wrap-anywhere"> · {failure.requestId}</span>
      )}
    </p>
  );
}
