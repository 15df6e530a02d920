import { z } from "zod";
import { watchBackends } from "../front/backends.ts";
import { createConnectionFront } from "../front/create-connection-front.ts";
import { createFront } from "../front/create-front.ts";
import { answersReady } from "../start/app-process.ts";

const planSchema = z.object({
  mode: z.enum(["requests", "connections"]),
  port: z.number(),
  backends: z.array(z.object({ port: z.number(), opsUrl: z.string() })).min(1),
});

const plan = planSchema.parse(JSON.parse(process.argv[2] ?? "null"));
const backends = watchBackends(plan.backends, answersReady);
const front = plan.mode === "requests" ? createFront(backends) : createConnectionFront(backends);
front.listen(plan.port, "127.0.0.1");

// It holds nothing worth a drain: visitors are already on their way out when it is asked to go.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
  process.on(signal, () => process.exit(0));
