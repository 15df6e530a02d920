import { request } from "node:http";
import type { LiveCatalog } from "./live-catalog.ts";
import { spreadOf } from "./spread.ts";

const calls = 400;
const warmUps = 50;

/** A reload for a commit that is served already, and one by somebody who knows no secret: each on a connection of its own. */
export async function measureAnswers({ webs, reloadSecret, repository }: LiveCatalog) {
  const [web] = webs;
  if (web === undefined) throw new Error("there is a replica");
  const body = JSON.stringify({
    branch: "main",
    commitHash: await repository.git(["rev-parse", "main"]),
  });
  const url = new URL("/api/internal/catalog/reload", web.url);

  function call(secret: string, expected: number): Promise<number> {
    const beganMs = performance.now();
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST", agent: false, headers }, (answer) => {
        answer.resume().once("end", () => {
          if (answer.statusCode === expected) resolve(performance.now() - beganMs);
          else reject(new Error(`${answer.statusCode} is not ${expected}`));
        });
      });
      sent.once("error", reject);
      sent.end(body);
    });
  }

  const [loaded, refused]: [number[], number[]] = [[], []];
  for (let at = 0; at < warmUps + calls; at += 1) {
    const known = await call(reloadSecret, 200);
    const unknown = await call([...reloadSecret].reverse().join(""), 401);
    if (at < warmUps) continue;
    loaded.push(known);
    refused.push(unknown);
  }
  return { loaded: spreadOf(loaded), refused: spreadOf(refused) };
}
