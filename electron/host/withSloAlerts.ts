import { toDisposable } from "../../shared/base/disposable.ts";
import { recordedAlerts } from "../../shared/domain/slo/sloRules.ts";
import type { RuleLibrary } from "../services/store/rules/types.ts";
import type { SloLibrary } from "../services/store/slos/types.ts";

/** The rules to evaluate: those of rule files, and the burn alerts of SLOs. */
export function withSloAlerts(
  rules: Pick<RuleLibrary, "groups" | "problems" | "onChange">,
  slos: Pick<SloLibrary, "slos" | "problems" | "onChange">,
): Pick<RuleLibrary, "groups" | "problems" | "onChange"> {
  return {
    get groups() {
      return [...rules.groups, ...slos.slos.flatMap((slo) => recordedAlerts(slo) ?? [])];
    },
    get problems() {
      // Alerts of an SLO file with a fault in it wait for it too.
      return [...rules.problems, ...slos.problems.map((problem) => ({ ...problem, file: `slos/${problem.file}` }))];
    },
    onChange(listener) {
      const both = [rules.onChange(listener), slos.onChange(listener)];
      return toDisposable(() => both.forEach((one) => void one.dispose()));
    },
  };
}
