import type { Duplex } from "node:stream";

/** What Node's HTTP agent asks of a socket and a channel does not have; there is nothing to set on it. */
const absent = { setTimeout, setNoDelay: setTimeout, setKeepAlive: setTimeout, ref: setTimeout, unref: setTimeout };

function setTimeout(this: Duplex): Duplex {
  return this;
}

/** A stream that can stand where an agent expects a socket. */
export function asSocket(stream: Duplex): Duplex {
  for (const [name, method] of Object.entries(absent)) if (!(name in stream)) Object.assign(stream, { [name]: method });
  return stream;
}
