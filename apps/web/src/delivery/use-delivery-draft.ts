"use client";

import { useState } from "react";
import type { Delivery } from "../apps/app-types.ts";
import {
  beginDraft,
  type DeliveryChange,
  type DeliveryDraft,
  type DeliveryProblems,
  hasSameSettings,
  isUntouched,
  readDraft,
  rebaseDraft,
} from "./delivery-draft.ts";

export interface DraftOfDelivery {
  draft: DeliveryDraft;
  /** What the draft began from; a save is refused when somebody else saved since. */
  base: Delivery;
  change: DeliveryChange;
  problems: DeliveryProblems;
  dirty: boolean;
  edit: (part: Partial<DeliveryDraft>) => void;
  /** Throws the draft away and begins again from these settings. */
  restart: (delivery: Delivery) => void;
  /** Keeps what was typed, to be saved over these settings. */
  rebase: (delivery: Delivery) => void;
}

interface State {
  base: Delivery;
  draft: DeliveryDraft;
}

/**
 * The settings as a draft. While nothing was typed it follows what is stored; afterwards it follows only what is no
 * setting of this form, such as the maintenance switch beside it.
 */
export function useDeliveryDraft(delivery: Delivery): DraftOfDelivery {
  const [stored, setState] = useState<State>(() => begin(delivery));
  const state = follow(stored, delivery);
  if (state !== stored) {
    setState(state);
  }
  const { change, problems } = readDraft(state.draft, state.base);
  return {
    ...{ ...state, change, problems },
    dirty: !isUntouched(state.draft, state.base),
    edit: (part) => setState((now) => ({ ...now, draft: { ...now.draft, ...part } })),
    restart: (next) => setState(begin(next)),
    rebase: (next) =>
      setState((now) => ({ base: next, draft: rebaseDraft(now.draft, now.base, next) })),
  };
}

function begin(delivery: Delivery): State {
  return { base: delivery, draft: beginDraft(delivery) };
}

function follow(state: State, delivery: Delivery): State {
  // An answer that was on its way during a save is older than what the save gave back.
  if (Number(delivery.version) <= Number(state.base.version)) {
    return state;
  }
  if (isUntouched(state.draft, state.base)) {
    return begin(delivery);
  }
  return hasSameSettings(state.base, delivery) ? { ...state, base: delivery } : state;
}
