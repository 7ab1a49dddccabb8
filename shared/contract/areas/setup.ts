import { z } from "zod";
import { failure, hostKeyChanged, hostKeyRevoked, hostKeyUnknown } from "../../domain/host/state.ts";
import { method, stream } from "../define.ts";

const hostName = z.string().min(1).max(253);

/** What a check of one host found. Checks connect as the app would and read once. */
export const hostCheck = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queued") }),
  z.object({ kind: z.literal("checking") }),
  z.object({
    kind: z.literal("ready"),
    rttMs: z.number(),
    /** `8 x H100`, `7 of 8 A100`, `no GPU`. */
    gpus: z.string(),
    /** nvidia-smi's own trouble, if any. */
    note: z.string().nullable(),
  }),
  hostKeyUnknown.extend({ rttMs: z.number().nullable() }),
  hostKeyChanged,
  hostKeyRevoked,
  z.object({ kind: z.literal("failed"), error: failure }),
]);
export type HostCheck = Readonly<z.infer<typeof hostCheck>>;

const candidateHost = z.object({
  name: hostName,
  address: z.string().nullable(),
  port: z.number().int(),
  user: z.string(),
  via: z.array(z.string()),
  source: z.object({ file: z.string(), line: z.number().int() }).nullable(),
  /** Set when it is offered unticked: a wildcard, a code forge, a duplicate. */
  skipped: z.string().nullable(),
});
export type CandidateHost = Readonly<z.infer<typeof candidateHost>>;

/** A question that a server or a key asks while connecting; texts are the server's own. */
const prompt = z.object({
  id: z.string(),
  host: z.string(),
  /** The host that asks: the host itself or one of its jump hosts. */
  hop: z.string(),
  title: z.string(),
  instructions: z.string(),
  /** Empty for a notice: touch your key. There is nothing to answer; it goes when it is over, null gives up. */
  fields: z.array(z.object({ label: z.string(), echo: z.boolean() })),
  askedAtMs: z.number(),
  expiresAtMs: z.number(),
});
export type Prompt = Readonly<z.infer<typeof prompt>>;

export const setupArea = {
  /** Hosts of the SSH configuration, with explicit names only. */
  "setup.candidates": method({
    role: "viewer",
    params: z.strictObject({}),
    result: z.object({
      files: z.array(z.string()),
      hosts: z.array(candidateHost),
      /** Known hosts files new keys can be written to, as the configuration resolves. */
      knownHostsFile: z.string(),
      problem: z.string().nullable(),
    }),
  }),

  /** Checks hosts; yields each change; ends when all are done. */
  "setup.check": stream({
    role: "operator",
    params: z.strictObject({ hosts: z.array(hostName).min(1).max(2000) }),
    item: z.object({ host: z.string(), check: hostCheck }),
  }),

  /** Writes `midwatch.yaml` (new, or with its comments kept) and starts watching. */
  "setup.save": method({
    params: z.strictObject({
      name: z.string().min(1).max(100),
      hosts: z
        .array(z.strictObject({ name: hostName, environment: z.enum(["prod", "staging", "dev"]).nullable() }))
        .min(1)
        .max(2000),
    }),
    result: z.object({ file: z.string() }),
    errors: ["WORKSPACE_INVALID", "STORE_FAILED"],
  }),

  /** Trusts exactly the key that was last offered: the fingerprint must be the one shown. */
  "ssh.trustHostKey": method({
    params: z.strictObject({
      host: hostName,
      hop: hostName,
      fingerprint: z.string().max(200),
      /** False keeps the trust until the console ends. */
      remember: z.boolean(),
    }),
    result: z.object({}),
    errors: ["CONFLICT", "NOT_FOUND", "STORE_FAILED"],
  }),

  "ssh.prompts": stream({
    params: z.strictObject({}),
    item: z.object({ prompts: z.array(prompt) }),
  }),
  /** Null answers refuse: the attempt ends as cancelled by the user. */
  "ssh.answerPrompt": method({
    params: z.strictObject({ id: z.string().max(100), answers: z.array(z.string().max(10_000)).max(10).nullable() }),
    result: z.object({}),
    errors: ["NOT_FOUND"],
  }),
};
