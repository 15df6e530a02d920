"use client";

import type { ReactNode } from "react";
import { readFailure } from "../data/failure.ts";
import { cn } from "../design/class-names.ts";
import { ErrorCard } from "../design/error-card.tsx";
import { formatSpan } from "../design/format.ts";
import { Notice } from "../design/notice.tsx";
import { useAge } from "./use-age.ts";

/** Operators' pages read again this often while they are seen. A read that fails is not repeated in between. */
export const live = { refetchInterval: 2_000, retry: false } as const;

/** Three reads in a row without an answer. */
const threeReadsMs = 6_500;

/** What a query tells of itself, as far as it matters here. */
interface LiveQuery<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isError: boolean;
  readonly isFetching: boolean;
  readonly dataUpdatedAt: number;
  refetch(): unknown;
}

export interface LiveProps<Data> {
  query: LiveQuery<Data>;
  /** What could not be shown: "The leases could not be loaded". */
  title: string;
  /** While nothing is known yet. */
  waiting: ReactNode;
  /** The page has said already why no new answer comes. */
  isSaid?: boolean;
  /** After how long without an answer it is old; three reads unless told. */
  oldAfterMs?: number;
  children: (data: Data) => ReactNode;
}

/**
 * Shows what was last read. While no new answer comes, it stays, greyed, with its age and the reason: a page that went
 * blank with the store would hide what an operator is looking for.
 */
export function Live<Data>(props: LiveProps<Data>) {
  const { query, title, waiting, isSaid = false, oldAfterMs = threeReadsMs, children } = props;
  const ageMs = useAge(query.dataUpdatedAt);
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorCard
        title={title}
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      waiting
    );
  }
  const isOld = query.isError || ageMs > oldAfterMs;
  return (
    <div className="grid grid-cols-1 gap-6">
      {isOld && isSaid && (
        <p className="-mb-3 text-ink-3 text-sm">As it was {formatSpan(ageMs)} ago</p>
      )}
      {isOld && !isSaid && (
        <Notice tone="warn" title={`What you see is ${formatSpan(ageMs)} old`}>
          {query.isError ? readFailure(query.error).sentence : "No answer has come since."} It is
          read again by itself.
        </Notice>
      )}
      <p role="status" className="sr-only">
        {isOld && "What you see is old: no new answer comes."}
      </p>
      <div
        className={cn(
          "grid grid-cols-1 gap-6 transition-[opacity,filter] duration-300",
          isOld && "opacity-60 grayscale",
        )}
      >
        {children(query.data)}
      </div>
    </div>
  );
}
