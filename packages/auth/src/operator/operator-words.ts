/** What an operator of the installation may do. They are no organization's: no role grants one of them. */
export const operatorWords = ["fleet.read", "fleet.operate", "queue.operate"] as const;

export type OperatorWord = (typeof operatorWords)[number];
