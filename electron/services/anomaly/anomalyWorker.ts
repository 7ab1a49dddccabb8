import { parentPort } from "node:worker_threads";
import { errorText } from "../../../shared/base/errors.ts";
import { expectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import type { AnomalyRequest, FromWorker, ToWorker } from "./workerMessages.ts";

function start(port: NonNullable<typeof parentPort>): void {
  const post = (message: FromWorker) => port.postMessage(message);
  port.on("message", ({ id, asked }: ToWorker) => {
    try {
      post({ id, kind: "done", result: answer(asked) });
    } catch (error) {
      post({ id, kind: "failed", message: errorText(error) });
    }
  });
}

function answer(asked: AnomalyRequest): unknown {
  switch (asked.kind) {
    case "band":
      return expectedBand(asked.request.values, asked.request);
  }
}

if (parentPort) start(parentPort);
