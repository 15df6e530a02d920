import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "@homeport/services";
import { contender } from "../contender.ts";
import { findInstalled, startInstalled } from "../installed-program.ts";
import { type Network, stretch } from "../network.ts";
import { openFolder } from "../own-folder.ts";
import type { Program } from "../program.ts";
import type { Site } from "../site.ts";
import type { Stage } from "../stage.ts";

const cipher = "aes128-gcm@openssh.com";
const run = promisify(execFile);

/** A server of our own, with keys that exist for this run only. */
function configure(folder: string, port: number): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/user.pub
PidFile ${folder}/sshd.pid
StrictModes no
UsePAM no
UseDNS no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowTcpForwarding yes
Compression no
Ciphers ${cipher}
LogLevel ERROR
`;
}

/** `ssh -R`: what many use today, and encrypted all the way. */
export function sshReverse(
  { stage, targetPort }: Site,
  { name, network }: { name: string; network?: Network },
) {
  return contender(name, async () => {
    const [ssh, sshd, keygen] = ["ssh", "sshd", "ssh-keygen"].map(findInstalled);
    if (!ssh || !sshd || !keygen) return { skipped: "ssh and sshd are not installed" };
    const folder = openFolder(stage.stack);
    for (const key of ["host", "user"]) {
      await run(keygen, ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, key)]);
    }
    try {
      const server = await startServer(stage, sshd, folder);
      const port = await findFreePort();
      const remote = `127.0.0.1:${port}:127.0.0.1:${targetPort}`;
      const way = await stretch(stage, server.port, network);
      const args = clientArgs(folder, way.port, remote);
      const logFile = join(folder, "ssh.log");
      const client = await startInstalled(stage, {
        role: "agent",
        command: ssh,
        args,
        logFile,
        port,
      });
      return { port, host: "bench.localhost", headers: {}, programs: [server, client] };
    } catch (error) {
      // An account may be locked, or forbidden to sign in; that says nothing about Homeport.
      return { skipped: error instanceof Error ? error.message : "ssh failed" };
    }
  });
}

/** Under root it wants a folder that its service would make. */
const emptyFolder = "/run/sshd";

async function startServer(stage: Stage, command: string, folder: string): Promise<Program> {
  if (process.getuid?.() === 0 && !existsSync(emptyFolder)) {
    mkdirSync(emptyFolder, { mode: 0o755 });
    stage.stack.defer(() => rmdirSync(emptyFolder));
  }
  const port = await findFreePort();
  const file = join(folder, "sshd.conf");
  writeFileSync(file, configure(folder, port));
  const logFile = join(folder, "sshd.log");
  return startInstalled(stage, {
    role: "relay",
    command,
    args: ["-D", "-e", "-f", file],
    logFile,
    port,
  });
}

function clientArgs(folder: string, port: number, remote: string): string[] {
  const options = {
    BatchMode: "yes",
    Ciphers: cipher,
    Compression: "no",
    ExitOnForwardFailure: "yes",
    IdentitiesOnly: "yes",
    LogLevel: "ERROR",
    StrictHostKeyChecking: "no",
    UserKnownHostsFile: join(folder, "known"),
  };
  const set = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const where = ["-p", String(port), `${userInfo().username}@127.0.0.1`];
  return ["-N", "-T", "-F", "none", "-i", join(folder, "user"), ...set, "-R", remote, ...where];
}
