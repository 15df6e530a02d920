"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { shortCommit } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";
import type { FollowedLook } from "./use-followed-look.ts";

type Act = "pause" | "resume" | "rewrite" | "rebuild";

const words = {
  pause: {
    button: "Pause",
    title: "Pause the catalog?",
    verb: "Pause",
    note: "What is served stays. Commits that arrive are noted and not taken over, and nobody can save from the console.",
  },
  resume: {
    button: "Follow again",
    title: "Follow the branch again?",
    verb: "Follow again",
    note: "The branch's newest commit is taken over, if it is good.",
  },
  rewrite: {
    button: "Accept rewritten history",
    title: "Accept the rewritten history?",
    verb: "Accept history",
    note: "All of it is judged first; what is served changes only if it is good. The commits that are served now are no longer part of the catalog's history.",
  },
  rebuild: {
    button: "Rebuild mirror",
    title: "Rebuild the mirror?",
    verb: "Rebuild",
    note: "The commit that is served is read again from git, and whatever is otherwise here is replaced, as a new generation. Where nothing is otherwise, nothing changes.",
  },
} as const satisfies Record<Act, unknown>;

/** What an operator can do about the catalog as a whole, as far as its mode allows it. */
export function CatalogActs({
  source,
  look,
}: Pick<CatalogState, "source"> & { look: FollowedLook }) {
  const [asked, setAsked] = useState<Act | null>(null);
  const { acceptedGeneration, mode } = source;
  if (acceptedGeneration === null) return null;
  const acts: readonly Act[] = [
    ...(mode === "following" ? (["pause"] as const) : []),
    ...(mode === "paused" ? (["resume"] as const) : []),
    ...(mode === "held" && source.heldTip !== null ? (["rewrite"] as const) : []),
    "rebuild",
  ];
  return (
    <>
      {acts.map((act) => (
        <Button key={act} disabled={look.isUnderWay} onClick={() => setAsked(act)}>
          {words[act].button}
        </Button>
      ))}
      {asked !== null && (
        <AskAct
          act={asked}
          expectedGeneration={acceptedGeneration}
          tip={source.heldTip}
          look={look}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface AskActProps {
  act: Act;
  expectedGeneration: number;
  tip: string | null;
  look: FollowedLook;
  onClose: () => void;
}

/** The view as it was when the operator pressed the button: a later one is refused, and looked at again. */
function AskAct({ act, expectedGeneration, tip, look, onClose }: AskActProps) {
  const { title, verb, note } = words[act];
  const trpc = useTRPC();
  const shared = {
    refresh: [trpc.catalog.state.queryKey(), trpc.catalog.generations.infiniteQueryKey()],
    failed: "Nothing was changed",
    onFailed: () => true,
  };
  // What is asked of the syncer is over only when it has answered.
  const followed = {
    ...shared,
    onDone: (demanded: { seq: number }) => {
      look.follow(demanded);
      onClose();
    },
  };
  const changes = {
    pause: useChange({
      ...{ ...trpc.catalog.pause.mutationOptions(), ...shared },
      ...{ done: "The catalog stays as it is", onDone: onClose },
    }),
    resume: useChange({ ...trpc.catalog.resume.mutationOptions(), ...followed }),
    rebuild: useChange({ ...trpc.catalog.rebuildMirror.mutationOptions(), ...followed }),
  };
  const rewrite = useChange({ ...trpc.catalog.acceptRewrite.mutationOptions(), ...followed });
  const change = act === "rewrite" ? rewrite : changes[act];
  function confirm() {
    if (act !== "rewrite") changes[act].mutate({ expectedGeneration });
    else if (tip !== null) rewrite.mutate({ expectedGeneration, tip });
  }
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      verb={verb}
      busy={change.isPending}
      error={change.error}
      onConfirm={confirm}
    >
      {note}
      {act === "rewrite" && tip !== null && (
        <>
          {" "}
          Its newest commit is <code>{shortCommit(tip)}</code>.
        </>
      )}
    </Confirm>
  );
}
