import { parentPort } from "node:worker_threads";
import { errorText } from "../../../shared/base/errors.ts";
import { expectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import { FleetScorer } from "../../../shared/domain/anomaly/fleetScorer.ts";
import type { AnomalyRequest, FromWorker, ToWorker } from "./workerMessages.ts";

/** Trees are the same for the same samples: a finding can be found again. */
const seed = 0x6d2b79f5;

function start(port: NonNullable<typeof parentPort>): void {
  const fleet = new FleetScorer(seededRandom(seed));
  const post = (message: FromWorker) => port.postMessage(message);

  function answer(asked: AnomalyRequest): unknown {
    switch (asked.kind) {
      case "band":
        return expectedBand(asked.request.values, asked.request);
      case "pass":
        return fleet.pass(asked.nowMs, asked.batches);
      case "remember":
        return fleet.remember(asked.batch);
    }
  }

  port.on("message", ({ id, asked }: ToWorker) => {
    try {
      post({ id, kind: "done", result: answer(asked) });
    } catch (error) {
      post({ id, kind: "failed", message: errorText(error) });
    }
  });
}

/** Uniform in [0, 1): a linear congruential generator does for choosing splits. */
function seededRandom(first: number): () => number {
  let state = first >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

if (parentPort) start(parentPort);
