import { z } from "zod";

const id = z.string().min(1).max(128);
const features = z.array(z.string().max(64)).max(64);

/** What a relay says first to a connecting client. Unknown fields are ignored, so that either side may be newer. */
export const connectOfferSchema = z.object({
  protocols: z.array(z.int()).min(1).max(16),
  relayId: id,
  /** New at each start of the relay process. */
  boot: id,
  minAgentVersion: z.string().max(32),
  /** Streams that the client may hold open at once. */
  maxStreams: z
    .int()
    .min(1)
    .max(2 ** 20),
  /** Bytes that the client may send on a new stream before it gets more. */
  creditBytes: z
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  features,
});

/** What the client answers: neither host nor signature, since its token came with the upgrade. */
export const connectAnswerSchema = z.object({
  protocol: z.int(),
  agentVersion: z.string().max(32),
  features,
});

export type ConnectOffer = z.infer<typeof connectOfferSchema>;
export type ConnectAnswer = z.infer<typeof connectAnswerSchema>;
