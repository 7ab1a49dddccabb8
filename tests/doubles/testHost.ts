import type { Host } from "../../electron/host/types.ts";
import { Emitter } from "../../shared/base/emitter.ts";
import type { Caller } from "../../shared/contract/caller.ts";
import type { ServerPort } from "../../shared/contract/port.ts";

/** The part of the core that a shell serves: keeps the ports it is given and answers each frame with an `ok`. */
export function createTestHost(metricsText: () => Promise<string> = async () => "midwatch_up 1\n") {
  const ports: ServerPort[] = [];
  const callers: Caller[] = [];
  let closed = 0;
  const host: Host = {
    accept(port, caller) {
      ports.push(port);
      callers.push(caller);
      port.onFrame((frame) => port.post({ t: "ok", id: 1, result: frame ?? "unreadable" }));
      port.onClose(() => {
        closed += 1;
      });
    },
    metricsText,
    overview: { hostsTotal: 0, hostsConnected: 0, firing: [] },
    onOverview: new Emitter<never>().event,
    notifying: { notify: "off", sound: false },
    onAnnouncement: new Emitter<never>().event,
    claim() {},
    close: async () => {},
  };
  return { host, ports, callers, closed: () => closed };
}
