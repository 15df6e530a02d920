"use client";

import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { Dialog } from "../design/dialog.tsx";
import type { AskForFactor } from "./ask-again.ts";
import { StepUpForm } from "./step-up-form.tsx";

const StepUpContext = createContext<AskForFactor>(() => Promise.resolve(false));

/** Asks for a factor in place: the page underneath, and what was typed there, stays. */
export function useAskForFactor(): AskForFactor {
  return useContext(StepUpContext);
}

interface Question {
  answer: Promise<boolean>;
  settle: (shown: boolean) => void;
}

/** The dialog that asks once more who it is; changes that are refused together share one. */
export function StepUpProvider({ children }: { children: ReactNode }) {
  const open = useRef<Question | null>(null);
  const [asking, setAsking] = useState(false);
  const ask = useCallback(() => {
    if (open.current === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      open.current = { answer: promise, settle: resolve };
      setAsking(true);
    }
    return open.current.answer;
  }, []);
  function settle(shown: boolean) {
    const question = open.current;
    open.current = null;
    setAsking(false);
    question?.settle(shown);
  }
  return (
    <StepUpContext value={ask}>
      {children}
      <Dialog
        open={asking}
        onOpenChange={(next) => {
          if (!next) {
            settle(false);
          }
        }}
        title="Is it still you?"
        note="This change is protected. Show once more that it is you, and it goes on by itself."
      >
        <StepUpForm onShown={() => settle(true)} onCancel={() => settle(false)} />
      </Dialog>
    </StepUpContext>
  );
}
