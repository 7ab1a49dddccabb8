import { MidwatchError } from "../../../../shared/base/errors.ts";

/** Names go to `ssh` as an argument: none may look like an option or carry what a shell or a configuration would read. */
function isHostName(name: string): boolean {
  return /^[A-Za-z0-9_.:@[\]][A-Za-z0-9_.:@[\]%-]{0,252}$/.test(name);
}

/** As OpenSSH judges user names given on the command line. */
function isUserName(user: string): boolean {
  return /^[^-\s'"`$;&<>|(){}\\\p{C}][^\s'"`$;&<>|(){}\\\p{C}]{0,127}$/u.test(user);
}

export function assertHostName(name: string): void {
  if (!isHostName(name)) throw new MidwatchError("SSH_CONFIG", `${JSON.stringify(name)} cannot be a host name`);
}

export function assertUserName(user: string): void {
  if (!isUserName(user)) throw new MidwatchError("SSH_CONFIG", `${JSON.stringify(user)} cannot be a user name`);
}

export interface HopName {
  readonly name: string;
  readonly user: string | null;
  readonly port: number | null;
}

/** A jump host as written: `[user@]host[:port]`, `[user@][ipv6]:port` or `ssh://...`. Throws SSH_CONFIG. */
export function parseHopName(written: string): HopName {
  const text = written
    .trim()
    .replace(/^ssh:\/\//i, "")
    .replace(/\/$/, "");
  const at = text.lastIndexOf("@");
  const user = at < 0 ? null : text.slice(0, at);
  const place = text.slice(at + 1);
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(place);
  const single = /^([^:]+)(?::(\d{1,5}))?$/.exec(place);
  const [, name = place, port] = bracketed ?? single ?? [];
  assertHostName(name);
  if (user !== null) assertUserName(user);
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    throw new MidwatchError("SSH_CONFIG", `The jump host ${JSON.stringify(written)} has no valid port`);
  return { name, user, port: port === undefined ? null : Number(port) };
}
