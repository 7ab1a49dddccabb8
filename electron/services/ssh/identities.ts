import ssh2, { type BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";
import type { KeyFiles } from "./keyFiles.ts";
import type { ResolvedHost } from "./types.ts";

/** One key to offer. The server is asked first whether it would do; only then is anything signed or a passphrase asked for. */
export interface Identity {
  readonly label: string;
  /** An agent that holds this key alone; null when it turned out to be no usable key. */
  prepare(): Promise<BaseAgent | null>;
}

/**
 * The keys for a host in OpenSSH's order: agent keys that the configuration names, then the agent's others (not with
 * IdentitiesOnly), then key files that the agent does not hold.
 */
export async function identitiesFor(
  host: ResolvedHost,
  keyFiles: KeyFiles,
  open: (file: string) => Promise<ParsedKey | null>,
): Promise<readonly Identity[]> {
  const agent = host.identityAgent === null ? null : new ssh2.OpenSSHAgent(host.identityAgent);
  const held = agent ? await keysOf(agent) : [];
  const files = await Promise.all(
    host.identityFiles.map(async (file) => ({ file, publicKey: await keyFiles.publicKey(file.replace(/\.pub$/, "")) })),
  );
  const isNamed = (key: ParsedKey) => files.some(({ publicKey }) => publicKey && same(publicKey, key));
  const fromAgent = (key: ParsedKey): Identity => ({
    label: "publickey (agent)",
    prepare: async () => agent && new OneKeyAgent(key, (data, options, done) => agent.sign(key, data, options, done)),
  });
  const fromFile = (file: string, publicKey: ParsedKey | null): Identity => ({
    label: `publickey (${file})`,
    async prepare() {
      const offered = publicKey ?? (await open(file));
      if (!offered || !(await keyFiles.exists(file))) return null;
      return new OneKeyAgent(offered, (data, options, done) => {
        open(file).then(
          (key) => (key ? done(undefined, key.sign(data, options.hash)) : done(new Error("the key was not opened"))),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });
  return [
    ...held.filter(isNamed).map(fromAgent),
    ...(host.identitiesOnly ? [] : held.filter((key) => !isNamed(key)).map(fromAgent)),
    ...files
      .filter(({ publicKey }) => !publicKey || !held.some((key) => same(key, publicKey)))
      .map(({ file, publicKey }) => fromFile(file, publicKey)),
  ];
}

function same(a: ParsedKey, b: ParsedKey): boolean {
  return a.getPublicSSH().equals(b.getPublicSSH());
}

const agentTimeoutMs = 5000;

/** What the agent holds and ssh2 understands; it passes over security keys and certificates. Empty when it does not answer. */
function keysOf(agent: BaseAgent<string | Buffer | ParsedKey>): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), agentTimeoutMs);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      resolve(error ? [] : (keys ?? []).filter(isParsedKey));
    });
  });
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === "object" && key !== null && "getPublicSSH" in key;
}

type Sign = (data: Buffer, options: SigningRequestOptions, done: SignCallback) => void;

class OneKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  private readonly key: ParsedKey;
  private readonly signWith: Sign;

  constructor(key: ParsedKey, signWith: Sign) {
    super();
    this.key = key;
    this.signWith = signWith;
  }

  getIdentities(done: (error: undefined, keys: ParsedKey[]) => void): void {
    done(undefined, [this.key]);
  }

  sign(_key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, done?: SignCallback): void {
    if (typeof options === "function") this.signWith(data, {}, options);
    else if (done) this.signWith(data, options, done);
  }
}
