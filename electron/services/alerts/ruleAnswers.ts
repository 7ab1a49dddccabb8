import type { QuerySample } from "../../../shared/domain/alerts/template/prometheusFunctions.ts";
import type { InstantAnswer } from "../../../shared/domain/metrics/model.ts";

/** An answer as rules take it: a scalar is one sample without labels. */
export function samplesOfAnswer(answer: InstantAnswer): readonly QuerySample[] {
  switch (answer.kind) {
    case "vector":
      return answer.samples.map(({ series, value }) => ({
        labels: series.name === "" ? series.labels : { ...series.labels, __name__: series.name },
        value,
      }));
    case "scalar":
      return [{ labels: {}, value: answer.value }];
    case "string":
    case "matrix":
      throw new Error(`A rule needs an instant vector or a scalar, this is a ${answer.kind}`);
  }
}
