import type { Inputs } from "../data/router-types.ts";

type NewOperator = Inputs["fleet"]["operators"]["add"];

export type OperatorWord = NewOperator["permissions"][number];

/** What an operator may do, in the order in which it is offered. Everybody of them may look. */
export const operatorWords: readonly { word: OperatorWord; label: string; note: string }[] = [
  { word: "fleet.read", label: "See", note: "Every page for operators, and who they are." },
  {
    word: "fleet.operate",
    label: "Operate the fleet",
    note: "Drain replicas, expire leases, and say who operates.",
  },
  {
    word: "queue.operate",
    label: "Operate queues",
    note: "Retry and remove jobs, and run schedules now.",
  },
  {
    word: "audit.read",
    label: "Read the record",
    note: "What was done to the fleet, by operators and at the door, of no organization.",
  },
  {
    word: "vault.operate",
    label: "Operate vaults",
    note: "Pause any vault, look at its source now, retain what is stuck. Never its contents.",
  },
  {
    word: "catalog.edit",
    label: "Edit the catalog",
    note: "Add and change the apps that everybody may install; each change is a commit.",
  },
  {
    word: "catalog.operate",
    label: "Operate the catalog",
    note: "See how apps come from their repository, have it looked at now, and roll back.",
  },
];

const inWords = new Intl.ListFormat("en");

/** In a few words, for a row of the list. */
export function describeWords(words: readonly OperatorWord[]): string {
  const operated = [
    ...(words.includes("fleet.operate") ? ["the fleet"] : []),
    ...(words.includes("queue.operate") ? ["queues"] : []),
    ...(words.includes("vault.operate") ? ["vaults"] : []),
    ...(words.includes("catalog.operate") ? ["the catalog"] : []),
  ];
  const may = [
    ...(operated.length === 0 ? [] : [`operate ${inWords.format(operated)}`]),
    ...(words.includes("catalog.edit") ? ["edit the catalog"] : []),
    ...(words.includes("audit.read") ? ["read the record"] : []),
  ];
  return may.length === 0 ? "sees everything, changes nothing" : `may ${may.join(", and ")}`;
}

/** What was typed, as the server takes it: the id of a key, else an e-mail address. */
export function readWho(text: string): NewOperator["who"] {
  const typed = text.trim();
  return typed.toLowerCase().startsWith("ed25519:")
    ? { keyId: typed.toLowerCase() }
    : { email: typed };
}

/** A key's id by its two ends. */
export function shortKey(keyId: string): string {
  return `${keyId.slice(0, 16)}…${keyId.slice(-8)}`;
}
