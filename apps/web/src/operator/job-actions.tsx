"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { paths } from "../paths.ts";
import { useMay } from "../shell/viewer.tsx";
import type { Job } from "./operator-types.ts";

export function JobActions({ job }: { job: Job }) {
  const may = useMay("queue.operate");
  const [asking, setAsking] = useState<"retry" | "remove" | null>(null);
  if (!may) {
    return null;
  }
  const close = () => setAsking(null);
  return (
    <>
      {job.state === "failed" && <Button onClick={() => setAsking("retry")}>Retry</Button>}
      {job.state !== "active" && (
        <Button look="danger" onClick={() => setAsking("remove")}>
          Remove
        </Button>
      )}
      {asking === "retry" && <RetryJob job={job} onClose={close} />}
      {asking === "remove" && <RemoveJob job={job} onClose={close} />}
    </>
  );
}

interface ActProps {
  job: Job;
  onClose: () => void;
}

function RetryJob({ job: { queue, jobId, name }, onClose }: ActProps) {
  const trpc = useTRPC();
  const change = useChange({
    ...trpc.fleet.jobs.retry.mutationOptions(),
    refresh: [trpc.fleet.jobs.pathKey()],
    failed: "The job was not retried",
    done: `${name} waits for a worker`,
    onFailed: () => true,
    onDone: onClose,
  });
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Retry ${name}?`}
      verb="Retry job"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ queue, jobId })}
    >
      A worker runs it once more with the same payload. If it fails again, it comes back here.
    </Confirm>
  );
}

function RemoveJob({ job: { queue, jobId, name }, onClose }: ActProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const change = useChange({
    ...trpc.fleet.jobs.remove.mutationOptions(),
    failed: "The job was not removed",
    done: `${name} is removed`,
    onFailed: () => true,
    onDone: () => router.push(paths.queue(queue)),
  });
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${name}?`}
      verb="Remove job"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ queue, jobId })}
    >
      It is forgotten with its errors and never runs. What its row in Postgres says is due is done
      all the same.
    </Confirm>
  );
}
