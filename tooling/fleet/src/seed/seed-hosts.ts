import type { SeededHost, Seeder } from "./seeder.ts";

const atOnce = 8;

export const appName = (index: number) => `app-${index}`;

/** Enrols that many hosts, in the order of the answer; the first `apps` of them get an app. */
export async function seedHosts(
  seeder: Seeder,
  plan: { hosts: number; apps?: number; targetUrl: string },
): Promise<SeededHost[]> {
  const seeded: SeededHost[] = new Array(plan.hosts);
  let next = 0;
  const seedSome = async () => {
    for (let index = next++; index < plan.hosts; index = next++) {
      const host = await seeder.addHost();
      if (index < (plan.apps ?? plan.hosts)) {
        await seeder.addPublicApp(host, appName(index), plan.targetUrl);
      }
      seeded[index] = host;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, seedSome));
  return seeded;
}
