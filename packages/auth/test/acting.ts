import { systemRandom } from "@homeport/platform";
import { actorOf } from "../src/index.ts";
import { type Browser, type TestReplica, testKeys } from "./fixture.ts";

/** What the verbs of a person take, for whoever is signed in in this browser. */
export async function actingIn(replica: TestReplica, browser: Browser) {
  return {
    db: replica.db,
    feed: replica.feed,
    log: replica.log,
    keys: testKeys,
    random: systemRandom,
    actor: actorOf(await browser.readSession(replica)),
    address: browser.address,
    requestId: "r1",
  };
}
