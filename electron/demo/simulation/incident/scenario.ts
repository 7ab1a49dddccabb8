/** Figures of a model server that a scenario drives, each from 0 (as always) up. */
export interface ScenarioFigures {
  /** 0..1: of the KV cache that is free otherwise. */
  readonly cacheFill: number;
  /** Requests that wait beyond the usual ones. */
  readonly waiting: number;
  /** 0..1: of requests that take far too long, a part of which is given up. */
  readonly slowShare: number;
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
    }
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
  readonly model: string;
  /** What ran before the first deploy. */
  readonly release: Release;
  readonly steps: readonly ScenarioStep[];
  /** Prometheus rules that fire early enough to be seen. */
  readonly rules: string;
  /** A runbook that ends it, and the name of its file. */
  readonly remedy: { readonly file: string; readonly text: string };
}
