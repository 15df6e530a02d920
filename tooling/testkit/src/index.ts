export { compiledBefore } from "./compiled-before.ts";
export { type DnsServer, startDnsServer } from "./dns-server.ts";
export { createDockerCommand, type DockerCommand } from "./docker/docker-command.ts";
export { type DatabaseTemplate, type FreshDatabase, freshDatabase } from "./fresh-database.ts";
export { type FreshRedis, freshRedis } from "./fresh-redis.ts";
export { needs } from "./needs.ts";
export { type OwnStore, ownPostgres, ownRedis } from "./own-store.ts";
export { type AppExit, type SpawnedApp, spawnApp } from "./spawn-app.ts";
export { waitFor } from "./wait-for.ts";
