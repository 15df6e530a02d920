"use client";

import { useState } from "react";
import { useTRPC } from "../data/trpc.ts";
import { useChange } from "../data/use-change.ts";
import { Button } from "../design/button.tsx";
import { Confirm } from "../design/confirm.tsx";
import { shortCommit } from "./catalog-state-words.ts";
import type { CatalogState } from "./operator-types.ts";

type Act = "pause" | "resume" | "rewrite" | "rebuild";

const words = {
  pause: {
    button: "Pause",
    title: "Pause the catalog?",
    verb: "Pause",
    done: "The catalog stays as it is",
    note: "What is served stays. Commits that arrive are noted and not taken over, and nobody can save from the console.",
  },
  resume: {
    button: "Follow again",
    title: "Follow the branch again?",
    verb: "Follow again",
    done: "The branch is followed again",
    note: "The branch's newest commit is taken over, if it is good.",
  },
  rewrite: {
    button: "Accept rewritten history",
    title: "Accept the rewritten history?",
    verb: "Accept history",
    done: "The history is looked at",
    note: "All of it is judged first; what is served changes only if it is good. The commits that are served now are no longer part of the catalog's history.",
  },
  rebuild: {
    button: "Rebuild mirror",
    title: "Rebuild the mirror?",
    verb: "Rebuild",
    done: "The mirror is compared with git",
    note: "The commit that is served is read again from git, and whatever is otherwise here is replaced, as a new generation. Where nothing is otherwise, nothing changes.",
  },
} as const satisfies Record<Act, unknown>;

/** What an operator can do about the catalog as a whole, as far as its mode allows it. */
export function CatalogActs({ source }: Pick<CatalogState, "source">) {
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
        <Button key={act} onClick={() => setAsked(act)}>
          {words[act].button}
        </Button>
      ))}
      {asked !== null && (
        <AskAct
          act={asked}
          expectedGeneration={acceptedGeneration}
          tip={source.heldTip}
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
  onClose: () => void;
}

/** The view as it was when the operator pressed the button: a later one is refused, and looked at again. */
function AskAct({ act, expectedGeneration, tip, onClose }: AskActProps) {
  const { title, verb, note, done } = words[act];
  const trpc = useTRPC();
  const shared = {
    refresh: [trpc.catalog.state.queryKey()],
    failed: "Nothing was changed",
    done,
    onFailed: () => true,
    onDone: onClose,
  };
  const changes = {
    pause: useChange({ ...trpc.catalog.pause.mutationOptions(), ...shared }),
    resume: useChange({ ...trpc.catalog.resume.mutationOptions(), ...shared }),
    rebuild: useChange({ ...trpc.catalog.rebuildMirror.mutationOptions(), ...shared }),
  };
  const rewrite = useChange({ ...trpc.catalog.acceptRewrite.mutationOptions(), ...shared });
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
