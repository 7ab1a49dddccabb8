import { batchSizeIncident } from "./batchSize.ts";
import { demoRules } from "./demoRules.ts";
import type { Scenario, ScenarioFigures, ScenarioStep } from "./scenario.ts";

/** A scenario of the simulator and what is behind it. */
export interface ScriptedFault {
  readonly scenario: Scenario;
  /** Id of the fault pattern that is the cause; null where nothing is wrong, or nothing that is known. */
  readonly cause: string | null;
  /** What a person would look into: the chat model, unless it is the web service in front of it. */
  readonly service: "chat-llm-70b" | "llm-gateway";
  /** Seconds of the scenario at which an alert would have begun, and at which there is enough to see. */
  readonly onsetSeconds: number;
  readonly judgeSeconds: number;
}

const release = { version: "v2.18.0", mostSequences: 256 } as const;

/** From `atSeconds` on a figure goes to a value; on one host, or on all. */
function ramp(
  figure: keyof ScenarioFigures,
  to: number,
  atSeconds = 60,
  overSeconds = 40,
  host?: number,
): ScenarioStep {
  return { kind: "ramp", figure, to, atSeconds, overSeconds, ...(host === undefined ? {} : { host }) };
}

function on(host: number, figure: keyof ScenarioFigures, to = 1, atSeconds = 60, overSeconds = 1): ScenarioStep {
  return ramp(figure, to, atSeconds, overSeconds, host);
}

function xid(host: number, gpu: number, code: number, text: string, atSeconds = 60): ScenarioStep {
  return { kind: "xid", atSeconds, host, gpu, code, text };
}

function deploy(atSeconds: number): ScenarioStep {
  return { kind: "deploy", atSeconds, release: { version: "v2.18.1", mostSequences: 256 } };
}

/** Things that happen on other hosts, or less than would matter: they are there to mislead. */
const decoys = {
  deploy: deploy(10),
  applicationXid: (host: number) =>
    xid(host, 3, 31, "pid=41220, name=python3, Ch 00000008, intr 00000000. MMU Fault: ENGINE GRAPHICS GPCCLIENT", 20),
  disk: (host: number) => on(host, "diskFill", 0.7, 10, 30),
  neighbour: (host: number) => on(host, "neighbour", 0.1, 10, 30),
  traffic: ramp("traffic", 0.12, 10, 30),
} as const;

interface Told extends Partial<Pick<ScriptedFault, "service" | "onsetSeconds" | "judgeSeconds">> {
  readonly name: string;
  readonly title: string;
  readonly cause: string | null;
  readonly steps: readonly ScenarioStep[];
}

function scripted({ name, title, cause, steps, ...rest }: Told): ScriptedFault {
  const scenario = { name, title, model: "chat-llm-70b", release, steps, rules: demoRules, remedy: null };
  return { scenario, cause, service: "chat-llm-70b", onsetSeconds: 100, judgeSeconds: 260, ...rest };
}

/** What goes wrong in the simulator, each with something beside it that misleads. */
export const scriptedFaults: readonly ScriptedFault[] = [
  {
    scenario: batchSizeIncident,
    cause: "kv-cache-saturation",
    service: "chat-llm-70b",
    onsetSeconds: 100,
    judgeSeconds: 260,
  },
  ...[
    {
      name: "kv-cache-long-prompts",
      title: "Longer prompts fill the KV cache; nothing was deployed",
      cause: "kv-cache-saturation",
      steps: [
        decoys.disk(1),
        ramp("promptGrowth", 0.15, 50),
        ramp("cacheFill", 1),
        ramp("waiting", 380, 60, 60),
        ramp("slowShare", 0.6, 65, 60),
      ],
    },
    {
      name: "gpu-memory-leak",
      title: "A server takes GPU memory for a quarter of an hour, until allocations fail",
      cause: "gpu-memory-leak",
      steps: [decoys.neighbour(0), decoys.deploy, on(1, "leak", 1, 60, 1000)],
      onsetSeconds: 700,
      judgeSeconds: 1000,
    },
    {
      name: "oom-kill",
      title: "A server's container runs out of memory and is killed",
      cause: "out-of-memory-kill",
      steps: [decoys.deploy, { kind: "kill", atSeconds: 100, host: 1, replica: 1 }],
    },
    {
      name: "oom-kill-again",
      title: "The same server is killed for memory twice",
      cause: "out-of-memory-kill",
      steps: [
        decoys.applicationXid(1),
        { kind: "kill", atSeconds: 90, host: 0, replica: 0 },
        { kind: "kill", atSeconds: 200, host: 0, replica: 0 },
      ],
    },
    {
      name: "gpu-lost",
      title: "A GPU falls off the bus",
      cause: "gpu-lost",
      steps: [
        decoys.traffic,
        on(1, "gpuLost"),
        xid(1, 5, 79, "pid='<unknown>', name=<unknown>, GPU has fallen off the bus."),
      ],
    },
    {
      name: "gpu-hung",
      title: "A GPU is busy with nothing: the driver no longer answers for it",
      cause: "gpu-hung",
      steps: [
        decoys.disk(1),
        on(0, "gpuHung"),
        on(0, "held", 60, 60, 60),
        xid(
          0,
          2,
          119,
          "pid=180112, name=VLLM::Worker, Timeout after 6s of waiting for RPC response from GPU2 GSP!",
          75,
        ),
      ],
    },
    {
      name: "gpu-thermal-throttle",
      title: "Two GPUs are too hot and slow down",
      cause: "gpu-throttled",
      steps: [decoys.deploy, on(1, "heat"), ramp("slowShare", 0.15)],
    },
    {
      name: "gpu-power-brake",
      title: "The power supply slows all GPUs of a host down",
      cause: "gpu-throttled",
      steps: [decoys.applicationXid(1), on(0, "powerBrake"), ramp("slowShare", 0.15)],
    },
    {
      name: "bad-deploy-errors",
      title: "A new release fails one request in eight",
      cause: "bad-deploy",
      steps: [decoys.traffic, deploy(30), ramp("errorShare", 0.12, 50, 20)],
    },
    {
      name: "bad-deploy-slow",
      title: "A new release is slow",
      cause: "bad-deploy",
      steps: [decoys.disk(1), deploy(30), ramp("slowShare", 0.4, 50, 30), ramp("errorShare", 0.04, 50, 20)],
    },
    {
      name: "traffic-surge",
      title: "Traffic grows by two thirds",
      cause: "traffic-surge",
      steps: [
        decoys.applicationXid(0),
        ramp("traffic", 0.7),
        ramp("waiting", 250, 60, 60),
        ramp("slowShare", 0.12, 65, 60),
      ],
    },
    {
      name: "traffic-surge-after-deploy",
      title: "Traffic nearly doubles, a minute after a release that is sound",
      cause: "traffic-surge",
      steps: [decoys.deploy, ramp("traffic", 0.9), ramp("waiting", 300, 60, 60), ramp("slowShare", 0.1, 65, 60)],
    },
    {
      name: "downstream-slow",
      title: "What the web service calls answers late",
      cause: "downstream-slow",
      service: "llm-gateway",
      steps: [decoys.neighbour(1), ramp("upstreamSlow", 0.6)],
    },
    {
      name: "queue-with-idle-gpus",
      title: "Servers hold their requests while their GPUs idle",
      cause: "queue-with-idle-gpus",
      steps: [decoys.applicationXid(0), ramp("stall", 0.95), ramp("held", 120, 60, 60)],
    },
    {
      name: "input-drift",
      title: "After six minutes prompts become longer, fields are missing, and answers become worse",
      cause: "input-drift",
      // By then there is something to hold it against.
      steps: [
        decoys.disk(0),
        ramp("promptGrowth", 0.6, 360),
        ramp("qualityLoss", 0.12, 360),
        ramp("missingShare", 0.06, 360),
      ],
      onsetSeconds: 400,
      judgeSeconds: 560,
    },
    {
      name: "nccl-trouble",
      title: "Links between GPUs fail now and then, and tokens come slowly",
      cause: "gpu-interconnect",
      steps: [
        decoys.deploy,
        on(1, "linkTrouble", 0.8, 60, 20),
        ramp("slowShare", 0.3, 60, 40, 1),
        xid(1, 4, 74, "pid=180440, name=VLLM::Worker, NVLink: fatal error detected on link 6(0x10000, 0x0)", 70),
      ],
    },
    {
      name: "disk-full",
      title: "The disk of containers is full",
      cause: "disk-full",
      steps: [decoys.traffic, on(0, "diskFill", 1, 60, 60)],
    },
    {
      name: "driver-mismatch",
      title: "The driver's libraries were upgraded under the running module",
      cause: "driver-mismatch",
      steps: [
        decoys.applicationXid(0),
        on(1, "driverMismatch"),
        xid(
          1,
          0,
          0,
          "API mismatch: the client has the version 550.144.03, but this kernel module has the version 550.127.05.",
          60,
        ),
      ],
    },
    {
      name: "noisy-neighbour",
      title: "A job beside the servers takes the CPUs of a host",
      cause: "noisy-neighbour",
      steps: [decoys.deploy, on(0, "neighbour", 0.85, 60, 20), ramp("slowShare", 0.15, 60, 40, 0)],
    },
    {
      name: "autoscaler-stuck",
      title: "The autoscaler wants four replicas more and does not get them",
      cause: "autoscaler-stuck",
      steps: [
        decoys.applicationXid(1),
        ramp("traffic", 0.4),
        ramp("wantedReplicas", 4, 80, 10),
        ramp("waiting", 300, 60, 60),
        ramp("slowShare", 0.12, 65, 60),
      ],
    },
    {
      name: "target-down",
      title: "A server no longer takes connections; its host is well",
      cause: "target-down",
      steps: [decoys.disk(0), on(1, "serverDown", 1, 90)],
    },
    {
      name: "network-down",
      title: "A host can no longer be reached",
      cause: "host-unreachable",
      steps: [decoys.traffic, { kind: "cutOff", atSeconds: 90, host: 1 }],
    },
    {
      name: "exporter-broken",
      title: "The GPU exporter of a host stops; the GPUs are well",
      cause: "exporter-broken",
      steps: [decoys.neighbour(0), on(0, "exporterDown", 1, 90)],
    },
  ].map((told) => scripted(told as Told)),
];

/** What should not be called a fault that is known: a fleet that is well, and faults that nothing tells the cause of. */
export const scriptedCalm: readonly ScriptedFault[] = [
  { name: "healthy", title: "Nothing is wrong", steps: [] },
  { name: "healthy-busy", title: "Traffic grows by a fifth, and all is well", steps: [ramp("traffic", 0.2)] },
  { name: "healthy-deploy", title: "A release is rolled out, and all is well", steps: [decoys.deploy] },
  {
    name: "healthy-application-error",
    title: "A program makes a mistake on a GPU once",
    steps: [decoys.applicationXid(1)],
  },
  { name: "healthy-disk-filling", title: "A disk fills, and has room", steps: [decoys.disk(0)] },
  {
    name: "healthy-queue",
    title: "A short queue comes and goes",
    steps: [ramp("held", 30, 60, 20), ramp("held", 0, 120, 40)],
  },
  {
    name: "healthy-prompts",
    title: "Prompts are a little longer",
    steps: [ramp("promptGrowth", 0.12), ramp("qualityLoss", 0.02)],
  },
  { name: "unknown-slow", title: "Requests are slow, and nothing says why", steps: [ramp("slowShare", 0.3)] },
  { name: "unknown-errors", title: "Requests fail, and nothing says why", steps: [ramp("errorShare", 0.08)] },
  { name: "unknown-throughput", title: "Half of the work stays away, and nothing waits", steps: [ramp("stall", 0.5)] },
].map((told) => scripted({ ...told, cause: null }));

/** Every scenario that can be played, by name. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
  [...scriptedFaults, ...scriptedCalm].map(({ scenario }) => [scenario.name, scenario]),
);
