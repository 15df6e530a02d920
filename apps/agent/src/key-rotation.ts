import { sign } from "node:crypto";
import { newToken, type Random } from "@homeport/platform";
import { type KeyRotate, rotationMessage } from "@homeport/tunnel";
import { AgentError } from "./errors.ts";
import type { RotateAnswer } from "./local/messages.ts";
import type { HostKey } from "./state/host-key.ts";
import type { HostKeys } from "./state/host-keys.ts";
import type { ControlLine } from "./tunnel/control-line.ts";

/** A control line, and the epoch of its tunnel, to which the signatures are bound. */
export interface RotationLine {
  readonly line: Pick<ControlLine, "rotate">;
  readonly epoch: number;
}

/**
 * Replaces the host's key, one replacement at a time. What broke off before its answer came is asked for again, by
 * the command or over the next tunnel: the relay answers the same change as it did the first time.
 */
export class KeyRotation {
  readonly #hostId: string;
  readonly #keys: HostKeys;
  readonly #random: Random;
  readonly #onReplaced: () => void;
  #underWay: Promise<RotateAnswer> | null = null;

  /** `onReplaced` is told when the relay knows the host by another key. */
  constructor(parts: { hostId: string; keys: HostKeys; random: Random; onReplaced(): void }) {
    this.#hostId = parts.hostId;
    this.#keys = parts.keys;
    this.#random = parts.random;
    this.#onReplaced = parts.onReplaced;
  }

  /** Refusals are answers; throws TUNNEL_NEEDED when the relay could not be asked or did not answer. */
  rotate(over: RotationLine): Promise<RotateAnswer> {
    this.#underWay ??= this.#attempt(over).finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** Completes what broke off, over a tunnel that has just come up; a failure is for the next one to repair. */
  resume(over: RotationLine): void {
    if (this.#keys.next !== null) this.rotate(over).catch(() => undefined);
  }

  async #attempt(over: RotationLine): Promise<RotateAnswer> {
    const next = await this.#keys.prepare();
    const answer = await over.line.rotate(this.#message(next, over.epoch));
    if (answer === null) throw new AgentError("TUNNEL_NEEDED", { detail: "no answer" });
    if ("error" in answer) {
      // Only this refusal is about the new key itself; after any other it may still be, or become, the host's.
      if (answer.error === "KEY_IN_USE") await this.#keys.discard();
      return { outcome: "refused", code: answer.error, message: answer.message ?? "" };
    }
    await this.#keys.promote();
    this.#onReplaced();
    return { outcome: "rotated", oldKeyNotAfterMs: answer.oldKeyNotAfterMs };
  }

  #message(next: HostKey, epoch: number): KeyRotate {
    const { current } = this.#keys;
    const [oldKey, newKey] = [current.publicKey, next.publicKey];
    const message = rotationMessage({ hostId: this.#hostId, epoch, oldKey, newKey });
    const signedBy = (key: HostKey) => sign(null, message, key.privateKey).toString("base64url");
    return {
      type: "key.rotate",
      id: newToken(this.#random, 9),
      publicKey: newKey.toString("base64url"),
      signedByOld: signedBy(current),
      signedByNew: signedBy(next),
    };
  }
}
