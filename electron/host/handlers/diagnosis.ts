import type { Clock } from "../../../shared/base/clock.ts";
import type { diagnosisArea } from "../../../shared/contract/areas/diagnosis.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { DiagnosisService } from "../../services/diagnosis/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 1000;

export function diagnosisHandlers({
  clock,
  diagnosis,
}: {
  readonly clock: Clock;
  readonly diagnosis: DiagnosisService;
}): Handlers<typeof diagnosisArea> {
  return {
    "diagnosis.run": (subject, { signal }) => diagnosis.run(subject, signal),
    async *"diagnosis.watch"(_params, { signal }) {
      for await (const _ of changes(diagnosis.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const causes = [...diagnosis.found].flatMap(
          ([
            alert,
            {
              candidates: [first],
              atMs,
            },
          ]) =>
            first && first.ruledOutBy === null
              ? [{ alert, atMs, name: first.name, cause: first.cause, host: first.host, confidence: first.confidence }]
              : [],
        );
        yield { causes, problems: [...diagnosis.problems] };
      }
    },
  };
}
