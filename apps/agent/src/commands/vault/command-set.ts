import type { Command } from "commander";
import { addCommand, consoleAddress, count, type Run } from "../command-set.ts";
import type { Shutdown } from "../shutdown.ts";
import { type ChangeOptions, type ChangeVerb, changeVault } from "./change.ts";
import { type CreateOptions, createVault } from "./create.ts";
import { exportVault, verifyFile } from "./export.ts";
import { keygen } from "./keygen.ts";
import type { VaultOptions } from "./open-vaults.ts";
import { abandon, actOnProposal, type ProposalVerb } from "./proposal.ts";
import { listVaults, showLog, showProposals, showState, showVault } from "./show.ts";
import { type WatchOptions, watchVault } from "./watch.ts";

const changes = {
  patch: "apply a JSON Patch (RFC 6902)",
  merge: "apply a JSON Merge Patch (RFC 7396)",
  replace: "put another state in place of this one",
  roster: "change who signs: {threshold, signers: [{id, role, label}]}",
} as const satisfies Readonly<Record<ChangeVerb, string>>;

const proposalActs = {
  sign: "sign a proposal",
  submit: "submit a proposal that has all its signatures",
  retract: "take one's own proposal back",
  restore: "open it again",
} as const satisfies Readonly<Record<ProposalVerb, string>>;

/** Vaults, as a signer sees and moves them. */
export function addVaultCommands(program: Command, run: Run, shutdown: Shutdown): void {
  const vault = program.command("vault").description("state that several signers share");
  addCommand(vault, "keygen", "make a key of this device")
    .option("--out <file>", "where to keep it")
    .action(run((ctx, options: { out?: string }) => keygen(ctx, options)));
  add(vault, "create", "create a vault, with this device as its first voter")
    .requiredOption("--name <name>", "what people call it")
    .requiredOption("--state <file>", "its first state, as JSON")
    .option("--signer <id,role,label>", "one more signer; may come several times", collect, [])
    .option("--threshold <count>", "how many voters have to sign", count, 1)
    .option("--source <source>", "where changes have to show: a kind, or JSON", "self")
    .option("--sealed", "the state is bytes that the server cannot read")
    .action(run((ctx, options: CreateOptions) => createVault(ctx, options)));
  add(vault, "list", "list the vaults of this signer").action(
    run((ctx, options: VaultOptions) => listVaults(ctx, options)),
  );
  addReads(vault, run, shutdown);
  addChanges(vault, run);
  add(vault, "export <vault>", "write a vault's whole history to stdout").action(
    run((ctx, id: string, options: VaultOptions) => exportVault(ctx, id, options)),
  );
  addCommand(vault, "verify <file>", "check an export without any server")
    .option("--key <key>", "the server's key, base64url, where it is known")
    .action(run((ctx, file: string, options: { key?: string }) => verifyFile(ctx, file, options)));
}

function addReads(vault: Command, run: Run, shutdown: Shutdown): void {
  add(vault, "show <vault>", "show where a vault is and who signs").action(
    run((ctx, id: string, options: VaultOptions) => showVault(ctx, id, options)),
  );
  add(vault, "state <vault>", "print its state").action(
    run((ctx, id: string, options: VaultOptions) => showState(ctx, id, options)),
  );
  add(vault, "log <vault>", "list what was accepted, newest first").action(
    run((ctx, id: string, options: VaultOptions) => showLog(ctx, id, options)),
  );
  add(vault, "proposals <vault>", "list changes that wait for signatures").action(
    run((ctx, id: string, options: VaultOptions) => showProposals(ctx, id, options)),
  );
  add(vault, "watch <vault>", "print what happens until Ctrl-C")
    .option("--after <event>", "begin after this event", count)
    .action(
      run((ctx, id: string, options: WatchOptions) => watchVault(ctx, id, options, shutdown)),
    );
}

function addChanges(vault: Command, run: Run): void {
  for (const [verb, does] of entriesOf(changes)) {
    add(vault, `${verb} <vault> <file>`, does)
      .option("--propose", "wait for the signatures of others")
      .option("--note <note>", "what a proposal is about")
      .action(
        run((ctx, vaultId: string, file: string, options: ChangeOptions) =>
          changeVault(ctx, verb, { vaultId, file }, options),
        ),
      );
  }
  for (const [verb, does] of entriesOf(proposalActs)) {
    add(vault, `${verb} <vault> <proposal>`, does).action(
      run((ctx, vaultId: string, proposalId: string, options: VaultOptions) =>
        actOnProposal(ctx, verb, { vaultId, proposalId }, options),
      ),
    );
  }
  add(vault, "abandon <vault> <delta>", "ask to give up a change that waits for its source").action(
    run((ctx, vaultId: string, deltaId: string, options: VaultOptions) =>
      abandon(ctx, { vaultId, deltaId }, options),
    ),
  );
}

function add(vault: Command, name: string, does: string): Command {
  return addCommand(vault, name, does)
    .option("--key-file <file>", "the key of this signer")
    .option("--url <address>", "address of the console", consoleAddress)
    .option("--org <organization>", "organization, when you are in several");
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The entries of a table whose keys the compiler knows. */
function entriesOf<K extends string>(table: Readonly<Record<K, string>>): [K, string][] {
  return Object.entries(table) as [K, string][];
}
