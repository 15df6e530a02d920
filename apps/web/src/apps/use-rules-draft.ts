"use client";

import type { AccessRule } from "@homeport/gate";
import { useState } from "react";
import type { AppGate } from "./app-types.ts";
import {
  type DraftRule,
  findRuleProblems,
  sameRules,
  sortAsTheyWin,
  toDraft,
  toRules,
} from "./rules-draft.ts";

export interface RulesDraft {
  rows: readonly DraftRule[];
  rules: AccessRule[];
  /** What the draft began from; a save is refused when somebody else saved since. */
  base: AppGate;
  dirty: boolean;
  problems: ReadonlyMap<string, string>;
  change: (key: string, part: Partial<AccessRule>) => void;
  add: () => void;
  remove: (key: string) => void;
  /** Puts the rows into the order in which they win. */
  settle: () => void;
  /** Throws the draft away and begins again from these rules. */
  restart: (gate: AppGate) => void;
  /** Keeps the rows, to be saved over these rules. */
  rebase: (gate: AppGate) => void;
}

interface State {
  base: AppGate;
  rows: DraftRule[];
  added: number;
}

/** The rules of an app as a draft. While nothing was changed it follows what is stored. */
export function useRulesDraft(gate: AppGate): RulesDraft {
  const [stored, setState] = useState<State>(() => begin(gate));
  const state = follow(stored, gate);
  if (state !== stored) {
    setState(state);
  }
  const rules = toRules(state.rows);
  function update(change: (rows: DraftRule[]) => DraftRule[]) {
    setState((current) => ({ ...current, rows: change(current.rows) }));
  }
  return {
    rows: state.rows,
    rules,
    base: state.base,
    dirty: state.base.rules === null || !sameRules(rules, state.base.rules),
    problems: findRuleProblems(state.rows),
    change: (key, part) =>
      update((rows) => rows.map((row) => (row.key === key ? { ...row, ...part } : row))),
    add: () => setState(withNewRow),
    remove: (key) => update((rows) => rows.filter((row) => row.key !== key)),
    settle: () => update(sortAsTheyWin),
    restart: (next) => setState(begin(next)),
    rebase: (next) => setState((current) => ({ ...current, base: next })),
  };
}

/**
 * The draft after the gate was read again. One that nobody has touched begins anew; one that was touched goes on, over
 * the newer version when only something else than the rules was changed.
 */
function follow(state: State, gate: AppGate): State {
  const { base, rows } = state;
  if (base.version === gate.version) {
    return state;
  }
  if (sameRules(toRules(rows), storedRules(base))) {
    return begin(gate);
  }
  return sameRules(storedRules(base), storedRules(gate)) ? { ...state, base: gate } : state;
}

function begin(gate: AppGate): State {
  return { base: gate, rows: toDraft(storedRules(gate)), added: 0 };
}

/** What the gate has stored; where a row is damaged, the closed rule that repairs it when it is saved. */
function storedRules(gate: AppGate): readonly (AccessRule & { id: string })[] {
  return gate.rules ?? [closedRoot];
}

const closedRoot: AccessRule & { id: string } = {
  id: "root",
  path: "/",
  match: "prefix",
  level: "owner",
  audience: null,
  headers: {},
};

function withNewRow(state: State): State {
  const row: DraftRule = {
    key: `new-${state.added}`,
    path: "/",
    match: "prefix",
    level: "owner",
    audience: null,
    headers: {},
  };
  return { ...state, rows: [row, ...state.rows], added: state.added + 1 };
}
