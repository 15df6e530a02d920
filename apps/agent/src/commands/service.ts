import { userInfo } from "node:os";
import { join } from "node:path";
import { AgentError } from "../errors.ts";
import {
  installService,
  readService,
  type ServicePlace,
  uninstallService,
} from "../service/service.ts";
import { findSystemd, type Systemd } from "../service/systemd.ts";
import { unitName, unitText } from "../service/unit.ts";
import { type CommandContext, requireHost } from "./context.ts";

export interface ServiceOptions {
  readonly user?: boolean;
  readonly print?: boolean;
}

/** `homeport service install`: the agent as a systemd service; without systemd the unit is printed. */
export async function serviceInstall(
  ctx: CommandContext,
  options: ServiceOptions,
  systemd: Systemd = findSystemd(scopeOf(options)),
): Promise<void> {
  const place = { ...locateService(ctx, options), systemd };
  const unit = unitText({
    scope: scopeOf(options),
    program: ctx.program,
    stateFolder: ctx.folder.root,
    home: ctx.env.home.home,
    userName: userInfo().username,
  });
  const { unitFile } = place;
  if (options.print === true) {
    ctx.output.result({ installed: false, unitFile, unit }, unit.trimEnd());
    return;
  }
  if (!place.systemd.isThere) {
    const said = `systemd does not run on this machine, so nothing was installed. This is the unit for ${unitFile}:`;
    ctx.output.result({ installed: false, unitFile, unit }, `${said}\n\n${unit.trimEnd()}`);
    return;
  }
  await requireHost(ctx);
  await installService(place, unit);
  ctx.output.result(
    { installed: true, unitFile, unit },
    `${unitName} runs now and at every start.\nSee it with: homeport status`,
  );
}

/** `homeport service uninstall`: stops the service; host and apps stay enrolled. */
export async function serviceUninstall(
  ctx: CommandContext,
  options: ServiceOptions,
): Promise<void> {
  const place = requireSystemd(locateService(ctx, options));
  await uninstallService(place);
  ctx.output.result({ installed: false }, `${unitName} is gone; the host stays enrolled.`);
}

/** `homeport service status`: what systemd says of the service. */
export async function serviceStatus(ctx: CommandContext, options: ServiceOptions): Promise<void> {
  const state = await readService(requireSystemd(locateService(ctx, options)));
  ctx.output.result(state, `${unitName}: ${state.active}, ${state.enabled}`);
}

function requireSystemd(place: ServicePlace): ServicePlace {
  if (place.systemd.isThere) return place;
  throw new AgentError("SERVICE_FAILED", { detail: "systemd does not run on this machine" });
}

function scopeOf({ user }: ServiceOptions): "system" | "user" {
  return user === true ? "user" : "system";
}

function locateService(ctx: CommandContext, options: ServiceOptions): ServicePlace {
  const { userHome, xdgConfigHome } = ctx.env.home;
  const scope = scopeOf(options);
  const folder =
    scope === "user"
      ? join(xdgConfigHome ?? join(userHome, ".config"), "systemd/user")
      : "/etc/systemd/system";
  return {
    unitFile: join(folder, unitName),
    systemd: findSystemd(scope),
  };
}
