import { containerId, type HostSpec, mostSequencesOf, replicas } from "./fleet.ts";
import { hash } from "./noise.ts";

export interface SimulatedProcess {
  readonly pid: number;
  readonly user: string;
  readonly gpus: readonly number[];
  /** Null: it holds what the GPU has in use beyond the agent's share. */
  readonly memoryMiB: number | null;
  readonly program: string;
  readonly command: string;
  /** Seconds it ran when the simulation began. */
  readonly ageAtStart: number;
  /** Full id of its container; null for one of the host's own. */
  readonly containerId: string | null;
  readonly containerName: string | null;
}

/** What the monitoring agent holds on GPU 0 of every host. */
export const agentMemoryMiB = 412;

/** How long the model servers ran when the simulation began. */
export const serviceAgeSeconds = 4 * 3600 + 28 * 60;

/** Processes that hold GPU memory: one for each replica that is up, and the monitoring agent. */
export function gpuProcesses(host: HostSpec, t: number): readonly SimulatedProcess[] {
  const { service, lives } = host;
  const servers = replicas(host)
    .flatMap((gpus, replica) => (lives.isUp(replica, t) ? [{ gpus, replica }] : []))
    .map(({ gpus, replica }) => ({
      pid: serverPid(host, replica, t),
      user: "svc-llm",
      gpus,
      memoryMiB: null,
      program: service.name === "vllm" ? "/opt/venv/bin/python3" : `/usr/local/bin/${service.name}`,
      command:
        service.name === "vllm"
          ? `vllm serve ${service.model} --tensor-parallel-size ${service.gpusPerReplica} --max-num-seqs ${mostSequencesOf(host, t)}`
          : `${service.name} --model ${service.model} --port ${8000 + replica}`,
      ageAtStart: ageAtStart(lives.startedAt(replica, t)),
      containerId: containerId(host, replica),
      containerName: `${service.name}-${replica}`,
    }));
  const agent = {
    pid: 2214,
    user: "root",
    gpus: [0],
    memoryMiB: agentMemoryMiB,
    program: "nv-hostengine",
    command: "nv-hostengine -n --service-account nvidia-dcgm",
    ageAtStart: host.uptimeAtStart - 40,
    containerId: null,
    containerName: null,
  };
  return [...servers, agent];
}

/** Of the server that a replica runs, or ran last before it ended. */
export function serverPid({ seed, lives }: HostSpec, replica: number, t: number): number {
  return 180_000 + (hash(seed, "pid", replica, lives.startedAt(replica, t) ?? 0) % 20_000);
}

/** Seconds that a server ran when the simulation began; negative for one that was started since. */
export function ageAtStart(startedAt: number | null): number {
  return startedAt === null ? serviceAgeSeconds : -startedAt;
}

/** What a process holds on one of its GPUs; all together that is no more than the GPU has in use. */
export function heldMiB(
  { memoryMiB }: SimulatedProcess,
  gpu: { readonly index: number; readonly memoryUsedMiB: number },
) {
  return memoryMiB ?? gpu.memoryUsedMiB - (gpu.index === 0 ? agentMemoryMiB : 0);
}

/** `ps -o pid=,user:32=,etimes=,args=`. */
export function psText(host: HostSpec, t: number): string {
  const lines = gpuProcesses(host, t).map(
    ({ pid, user, ageAtStart, command }) =>
      `${String(pid).padStart(7)} ${user.padEnd(32)} ${String(Math.floor(ageAtStart + t)).padStart(8)} ${command}\n`,
  );
  return lines.join("");
}

/** `grep -H "" /proc/PID/cgroup`. */
export function cgroupText(host: HostSpec, t: number): string {
  const lines = gpuProcesses(host, t).map(({ pid, containerId }) =>
    containerId === null
      ? `/proc/${pid}/cgroup:0::/system.slice/nvidia-dcgm.service\n`
      : `/proc/${pid}/cgroup:0::/system.slice/docker-${containerId}.scope\n`,
  );
  return lines.join("");
}
