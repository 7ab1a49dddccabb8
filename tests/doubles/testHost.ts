import type { Host } from "../../electron/host/types.ts";
import type { ServerPort } from "../../shared/contract/port.ts";

/** The part of the core that a shell serves: keeps the ports it is given and answers each frame with an `ok`. */
export function createTestHost(metricsText: () => Promise<string> = async () => "midwatch_up 1\n") {
  const ports: ServerPort[] = [];
  let closed = 0;
  const host: Pick<Host, "accept" | "metricsText"> = {
    accept(port) {
      ports.push(port);
      port.onFrame((frame) => port.post({ t: "ok", id: 1, result: frame ?? "unreadable" }));
      port.onClose(() => {
        closed += 1;
      });
    },
    metricsText,
  };
  return { host, ports, closed: () => closed };
}
