"use client";

import { useEffect, useRef } from "react";
import { ErrorCard } from "../design/error-card.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useOperationLog } from "./use-operations.ts";

export interface OperationLogProps {
  id: string;
  operationId: string;
  /** What printed it, for those who hear this page. */
  label: string;
}

/** What an operation has printed, in place; it follows while the operation goes on, unless somebody reads further up. */
export function OperationLog({ id, operationId, label }: OperationLogProps) {
  const { data, error, isFetching, refetch } = useOperationLog(operationId);
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const text = data?.text;
  useEffect(() => {
    if (box.current !== null && atEnd.current && text !== undefined) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text]);
  if (data === undefined) {
    return error === null ? (
      <div id={id} className="mx-4 mb-3 sm:mx-5" role="status">
        <span className="sr-only">Loading the log…</span>
        <Skeleton className="h-10 w-full" />
      </div>
    ) : (
      <div id={id}>
        <ErrorCard
          className="mx-4 mb-3 sm:mx-5"
          title="The log could not be read"
          error={error}
          retrying={isFetching}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  return (
    <section
      id={id}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to.
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget }) => {
        const { scrollHeight, scrollTop, clientHeight } = currentTarget;
        atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
      className="wrap-anywhere mx-4 mb-3 max-h-80 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-ink-2 text-xs sm:mx-5"
    >
      {data.text === "" ? (
        <p className="text-ink-3">
          {data.isOver ? "Nothing was printed." : "Nothing has been printed yet."}
        </p>
      ) : (
        <pre className="whitespace-pre-wrap">{data.text}</pre>
      )}
    </section>
  );
}
