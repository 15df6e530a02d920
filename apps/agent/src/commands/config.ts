import { checkConfig } from "../config/config.ts";
import { AgentError } from "../errors.ts";
import type { CommandContext } from "./context.ts";

/** `homeport config path`: where the configuration file is read from, whether it is there or not. */
export async function configPath(ctx: CommandContext): Promise<void> {
  const { configFile } = ctx.folder;
  ctx.output.result({ file: configFile }, configFile);
}

/** `homeport config check [file]`: every problem with its line; throws when there is one. */
export async function configCheck(ctx: CommandContext, given: string | undefined): Promise<void> {
  const file = given ?? ctx.folder.configFile;
  const { config, problems } = await checkConfig(file);
  if (config === null) {
    throw new AgentError("CONFIG_UNREADABLE", { detail: `${file}\n${problems.join("\n")}` });
  }
  ctx.output.result({ file, config }, `${file} is in order`);
}
