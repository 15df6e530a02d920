import type { Scenario } from "../scenario/scenario.ts";
import { agentRestart } from "./agent-restart.ts";
import { catalog } from "./catalog.ts";
import { churn } from "./churn.ts";
import { firstStart } from "./first-start.ts";
import { freezeHost } from "./freeze-host.ts";
import { freezeRelay } from "./freeze-relay.ts";
import { killRelay } from "./kill-relay.ts";
import { photos } from "./photos.ts";
import { redisAway } from "./redis-away.ts";
import { redisFlush } from "./redis-flush.ts";
import { revocation } from "./revocation.ts";
import { rollingRestart } from "./rolling-restart.ts";
import { scale } from "./scale.ts";
import { soak } from "./soak.ts";
import { steady } from "./steady.ts";
import { storm } from "./storm.ts";
import { vaults } from "./vaults.ts";
import { wake } from "./wake.ts";
import { work } from "./work.ts";

export const scenarios: readonly Scenario[] = [
  steady,
  firstStart,
  scale,
  rollingRestart,
  killRelay,
  freezeRelay,
  freezeHost,
  storm,
  redisAway,
  redisFlush,
  agentRestart,
  revocation,
  wake,
  work,
  photos,
  vaults,
  catalog,
  soak,
  churn,
];
