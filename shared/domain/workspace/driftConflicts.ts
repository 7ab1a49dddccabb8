import { errorText } from "../../base/errors.ts";
import { metricOf } from "../drift/driftQueries.ts";
import type { Conflict } from "./conflict.ts";
import type { DriftFeature } from "./drift.ts";
import type { WorkspaceService } from "./service.ts";

/** What the schema cannot say of a service's drift: features listed twice, selectors that name no metric, what does not go together. */
export function driftConflicts({ drift, versionLabel }: WorkspaceService): readonly Conflict[] {
  if (!drift) return [];
  const { features, reference } = drift;
  const ofFeatures = features.flatMap((feature, index): readonly Conflict[] => {
    const at = (key: keyof DriftFeature, message: string): Conflict => ({ path: ["features", index, key], message });
    const found: Conflict[] = [];
    if (features.findIndex(({ name }) => name === feature.name) < index)
      found.push(at("name", `The feature ${feature.name} is listed twice`));
    for (const key of ["metric", "of"] as const) {
      const problem = metricProblem(feature[key]);
      if (problem !== null) found.push(at(key, problem));
    }
    if (feature.kind === "histogram" && feature.of !== undefined)
      found.push(at("of", "A histogram is divided by nothing: use another kind, such as mean or missing"));
    return found;
  });
  return "version" in reference && versionLabel === undefined
    ? [
        { path: ["reference"], message: "Say by versionLabel of the service which label tells releases apart" },
        ...ofFeatures,
      ]
    : ofFeatures;
}

function metricProblem(selector: string | undefined): string | null {
  if (selector === undefined) return null;
  const wanted = 'Use a metric with matchers or without, such as prompt_tokens{kind="chat"}';
  try {
    return metricOf(selector) === null ? `${wanted}: this names none` : null;
  } catch (error) {
    return `${wanted}: ${errorText(error)}`;
  }
}
