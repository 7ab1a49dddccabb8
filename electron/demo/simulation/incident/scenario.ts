/** Figures of a host and its servers that a scenario drives, each from 0 (as always) up. */
export interface ScenarioFigures {
  /** 0..1: of the KV cache that is free otherwise. */
  readonly cacheFill: number;
  /** Requests that wait beyond the usual ones. */
  readonly waiting: number;
  /** 0..1: of requests that take far too long, a part of which is given up. */
  readonly slowShare: number;
  /** Requests beyond the usual ones: 0.8 is 80 % more. */
  readonly traffic: number;
  /** 0..1: of requests that fail at once. */
  readonly errorShare: number;
  /** 0..1: of the work that the servers hold instead of running it; and the requests that are held. */
  readonly stall: number;
  readonly held: number;
  /** 0..1: of the GPU memory that is free otherwise, of a process that gives none back. */
  readonly leak: number;
  /** 1: a GPU fell off the bus; says it is busy and does nothing; is too hot; all are held down by the power supply. */
  readonly gpuLost: number;
  readonly gpuHung: number;
  readonly heat: number;
  readonly powerBrake: number;
  /** 0..1: how much of the time links between GPUs fail. */
  readonly linkTrouble: number;
  /** 1: the driver's libraries are newer than its module. */
  readonly driverMismatch: number;
  /** 0..1: of requests of the web service whose model is called elsewhere and answers late. */
  readonly upstreamSlow: number;
  /** Prompts longer than usual: 0.6 is 60 % more tokens; and what that takes off the grade of answers. */
  readonly promptGrowth: number;
  readonly qualityLoss: number;
  /** 0..1: of the fields of requests that come without a value, beyond the usual few. */
  readonly missingShare: number;
  /** 0..1: of the room that is free otherwise on the disk of containers. */
  readonly diskFill: number;
  /** 0..1: of the CPUs that are free otherwise. */
  readonly neighbour: number;
  /** Replicas that the autoscaler wants beyond those there are. */
  readonly wantedReplicas: number;
  /** 1: the host's second server takes no connections; so does its exporter. */
  readonly serverDown: number;
  readonly exporterDown: number;
}

export interface Release {
  readonly version: string;
  readonly mostSequences: number;
}

/** What happens, and when: seconds since the scenario began. */
export type ScenarioStep =
  /** The servers of each host start again in another release, one host after the other. */
  | {
      readonly kind: "deploy";
      readonly atSeconds: number;
      readonly release: Release;
    }
  /** A figure moves to a value and stays there. */
  | {
      readonly kind: "ramp";
      readonly atSeconds: number;
      readonly overSeconds: number;
      readonly figure: keyof ScenarioFigures;
      readonly to: number;
      /** Which of the hosts of the scenario, from 0; all without. */
      readonly host?: number;
    }
  /** The driver's line in the kernel log. */
  | {
      readonly kind: "xid";
      readonly atSeconds: number;
      readonly host: number;
      readonly gpu: number;
      readonly code: number;
      readonly text: string;
    }
  /** Nobody reaches the host any more. */
  | { readonly kind: "cutOff"; readonly atSeconds: number; readonly host: number }
  /** The kernel ends a server whose container is out of memory; it is started again. */
  | {
      readonly kind: "kill";
      readonly atSeconds: number;
      /** Which of the hosts of the scenario, and which of its servers; from 0. */
      readonly host: number;
      readonly replica: number;
    };

/** One story that the demo fleet tells, of all hosts that serve a model. */
export interface Scenario {
  /** `kv-cache-batch-size`, as the command line has it. */
  readonly name: string;
  /** What happens, in a line. */
  readonly title: string;
  readonly model: string;
  /** What ran before the first deploy. */
  readonly release: Release;
  readonly steps: readonly ScenarioStep[];
  /** Prometheus rules that fire early enough to be seen. */
  readonly rules: string;
  /** A runbook that ends it, and the name of its file; null where the console's own will do. */
  readonly remedy: { readonly file: string; readonly text: string } | null;
}
