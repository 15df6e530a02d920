"use client";

import { ErrorCard } from "../design/error-card.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { LogBox } from "./log-box.tsx";
import { useOperationLog } from "./use-operations.ts";

export interface OperationLogProps {
  id: string;
  operationId: string;
  /** What printed it, for those who hear this page. */
  label: string;
}

/** What an operation has printed, in place; followed while the operation goes on. */
export function OperationLog({ id, operationId, label }: OperationLogProps) {
  const { data, error, isFetching, refetch } = useOperationLog(operationId);
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
  const none = data.isOver ? "Nothing was printed." : "Nothing has been printed yet.";
  return <LogBox id={id} label={label} text={data.text} none={none} />;
}
