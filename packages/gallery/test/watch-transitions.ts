import { type WorkState, workStates } from "../src/work/transition.ts";
import type { GalleryFixture } from "./fixture.ts";

/** Has the database write down every change of a work row's state, whatever statement makes it. */
export async function watchTransitions(
  fixture: GalleryFixture,
): Promise<{ seen(): Promise<[from: WorkState, to: WorkState][]> }> {
  const { sql } = fixture.db;
  for (const statement of [
    "CREATE TABLE seen_transitions (was text, became text, PRIMARY KEY (was, became))",
    `CREATE FUNCTION see_transition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO seen_transitions VALUES (OLD.state, NEW.state) ON CONFLICT DO NOTHING; RETURN NULL; END $$`,
    `CREATE TRIGGER see_transition AFTER UPDATE ON image_work FOR EACH ROW
       WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION see_transition()`,
  ]) {
    await sql.query(statement);
  }
  const stateOf = (value: unknown) => {
    const state = workStates.find((known) => known === value);
    if (state === undefined) throw new Error(`No state of work: ${String(value)}`);
    return state;
  };
  return {
    async seen() {
      const rows = await sql.query("SELECT was, became FROM seen_transitions ORDER BY was, became");
      return rows.map((row) => [stateOf(row["was"]), stateOf(row["became"])]);
    },
  };
}
