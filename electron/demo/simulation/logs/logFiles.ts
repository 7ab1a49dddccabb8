import { type HostSpec, replicas } from "../fleet.ts";
import { gatewayLines } from "./gatewayLines.ts";
import { vllmLines } from "./vllmLines.ts";

/** A file that a program on the host writes. */
interface LogFile {
  readonly path: string;
  /** What is written in one second, `t` being its end in simulated seconds and `wallMs` on the clock; each ends in a line break. */
  readonly linesAt: (t: number, wallMs: number) => string;
}

export function logFilesOf(host: HostSpec): readonly LogFile[] {
  const servers = host.service.name === "vllm" ? replicas(host) : [];
  return [
    ...servers.map((gpus, replica) => ({
      path: `/var/log/vllm/server-${replica}.log`,
      linesAt: vllmLines(host, replica, gpus),
    })),
    ...(host.runsGateway ? [{ path: "/var/log/gateway/access.log", linesAt: gatewayLines(host) }] : []),
  ];
}
