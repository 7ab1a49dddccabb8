import type { WorkspaceHost } from "../../../../shared/domain/workspace/model.ts";
import { parseHopName } from "../config/names.ts";
import type { ResolvedHost } from "../types.ts";
import type { RuntimeFolder } from "./runtimeFolder.ts";

interface MasterOptions {
  readonly configFile: string | null;
  readonly host: WorkspaceHost;
  readonly resolved: ResolvedHost;
  /** First hop first. */
  readonly path: readonly ResolvedHost[];
  readonly folder: RuntimeFolder;
}

/** For the client that holds the connection: host keys strictly checked on every hop, nothing forwarded, no persistence. */
export function masterArguments({ configFile, host, resolved, path, folder }: MasterOptions): readonly string[] {
  const { address, port, user, identityFile, jump } = host;
  const way = path.length > 0 ? proxyCommand(path, configFile, folder) : jump ? "none" : null;
  return [
    "-M",
    "-N",
    "-v",
    "-S",
    folder.controlSocket,
    ...sharedOptions(configFile, resolved, folder),
    ...(address === undefined ? [] : ["-o", `HostName=${address}`]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(user === undefined ? [] : ["-l", user]),
    ...(identityFile === undefined ? [] : ["-i", identityFile]),
    ...(way === null ? [] : ["-o", `ProxyCommand=${way}`]),
    "--",
    parseHopName(resolved.name).name,
  ];
}

function sharedOptions(configFile: string | null, host: ResolvedHost, folder: RuntimeFolder): readonly string[] {
  const options = [
    "StrictHostKeyChecking=yes",
    `KnownHostsCommand=${folder.knownHostsCommand}`,
    "VerifyHostKeyDNS=no",
    "NoHostAuthenticationForLocalhost=no",
    "UpdateHostKeys=no",
    `NumberOfPasswordPrompts=${host.signIn.mostAnswers}`,
    `ConnectTimeout=${Math.ceil(host.connectTimeoutMs / 1000)}`,
    "ConnectionAttempts=1",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=3",
    "ControlPersist=no",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "Tunnel=no",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "RequestTTY=no",
    "VisualHostKey=no",
    "ForkAfterAuthentication=no",
  ];
  return [...(configFile ? ["-F", configFile] : []), ...options.flatMap((option) => ["-o", option])];
}

/** `ssh -W` through each hop in turn. ProxyJump would do the same, but without our options for the hops. */
function proxyCommand(path: readonly ResolvedHost[], configFile: string | null, folder: RuntimeFolder): string {
  const host = path.at(-1);
  if (!host) return "none";
  const before = path.slice(0, -1);
  const words = [
    "ssh",
    ...sharedOptions(configFile, host, folder),
    "-o",
    "ControlMaster=no",
    "-o",
    "ControlPath=none",
    "-o",
    `HostName=${host.address}`,
    "-p",
    String(host.port),
    "-l",
    host.user,
    ...(before.length > 0 ? ["-o", `ProxyCommand=${proxyCommand(before, configFile, folder)}`] : []),
  ];
  // Tokens of the inner options must survive the outer client's expansion; the address behind -W is for it to fill in.
  const inner = words.map((word) => quoted(word.replaceAll("%", "%%")));
  return [...inner, "-W", quoted("[%h]:%p"), "--", quoted(parseHopName(host.name).name)].join(" ");
}

/** The user's shell runs a ProxyCommand. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** For a client that goes through the control socket; without it, it must fail rather than connect by itself. */
export function clientArguments(folder: RuntimeFolder): readonly string[] {
  return ["-F", "/dev/null", "-S", folder.controlSocket, "-o", "ProxyCommand=false", "-o", "ControlMaster=no"];
}
