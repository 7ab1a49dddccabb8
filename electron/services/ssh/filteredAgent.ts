import ssh2, { type BaseAgent, type ParsedKey } from "ssh2";

/**
 * An agent that offers only `wanted` keys (all when null), and never more than `most`: servers count every offer.
 * Null when the agent cannot be reached or has nothing to offer.
 */
export async function filteredAgent(
  socket: string,
  wanted: readonly Buffer[] | null,
  most: number,
): Promise<BaseAgent | null> {
  const agent = new ssh2.OpenSSHAgent(socket);
  const keys = await identities(agent);
  const offered = keys.filter((key) => !wanted || wanted.some((one) => one.equals(key.getPublicSSH()))).slice(0, most);
  if (offered.length === 0) return null;
  agent.getIdentities = (answer) => answer(undefined, offered);
  return agent;
}

/** The keys ssh2 understands; security keys and certificates are passed over by it. */
function identities(agent: BaseAgent<string | Buffer | ParsedKey>): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => resolve(error ? [] : (keys ?? []).filter(isParsedKey)));
  });
}

function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === "object" && key !== null && "getPublicSSH" in key;
}
