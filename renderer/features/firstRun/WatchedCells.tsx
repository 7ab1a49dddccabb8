import { isGpuCountKnown } from "../../../shared/domain/gpu/subsystem.ts";
import { useHost } from "../../state/hostsStore.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";

/** A host that is watched needs no check: its cells show what is known of it now. */
export function WatchedGpus({ name }: { readonly name: string }) {
  const host = useHost(name);
  if (!host || host.lastSampleAtMs === null) return <None>unknown</None>;
  if (host.gpusExpected === 0)
    return <span className="fg2">{isGpuCountKnown(host.gpuSubsystem.kind) ? "no GPU" : "unknown"}</span>;
  const count =
    host.gpusReporting === host.gpusExpected
      ? `${host.gpusExpected} x`
      : `${host.gpusReporting} of ${host.gpusExpected}`;
  return <span className="fg2">{[count, host.gpuModel].filter(Boolean).join(" ")}</span>;
}

export function WatchedRtt({ name }: { readonly name: string }) {
  const connection = useHost(name)?.connection;
  const rttMs = connection?.kind === "connected" ? connection.rttMs : null;
  return rttMs === null ? <None /> : <span className="fg2">{rttMs.toFixed(1)} ms</span>;
}

export function WatchedCheck({ name }: { readonly name: string }) {
  const isConnected = useHost(name)?.connection.kind === "connected";
  return (
    <StatusText status={isConnected ? "ok" : "unknown"} plain>
      {isConnected ? <span className="ok">Watched</span> : "Not connected"}
    </StatusText>
  );
}
