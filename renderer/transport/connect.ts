import { browserClock } from "./browserClock.ts";
import { type Connection, createConnection } from "./connection.ts";
import { dialShell } from "./shellPort.ts";
import { dialWebSocket } from "./webSocketPort.ts";

/** Connects this page to its console: through the desktop's bridge where there is one, else by WebSocket. */
export function connect(): Connection {
  const { shell } = window;
  return createConnection({
    dial: (signal) => (shell ? dialShell(window, shell, signal) : dialWebSocket(webSocketUrl(location), signal)),
    clock: browserClock,
    random: Math.random,
  });
}

export function webSocketUrl({ protocol, host }: { readonly protocol: string; readonly host: string }): string {
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/ws`;
}
