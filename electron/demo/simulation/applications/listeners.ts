import type { Application } from "./applications.ts";

const ssh = { address: "00000000", port: 22 };

/** Listening sockets as `/proc/net/tcp` has them. */
export function listenersText(applications: readonly Application[]): string {
  const sockets = [ssh, ...applications.map(({ port }) => ({ address: "0100007F", port }))];
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const lines = sockets.map(
    ({ address, port }, slot) =>
      `${String(slot).padStart(4)}: ${address}:${hex(port)} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${41_000 + slot} 1\n`,
  );
  return lines.join("");
}
