import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { slosArea } from "../../../shared/contract/areas/slos.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { prometheusRuleText, ruleFileText } from "../../../shared/domain/slo/ruleText.ts";
import { sloRules } from "../../../shared/domain/slo/sloRules.ts";
import type { SlosService } from "../../services/slo/types.ts";
import type { SloLibrary } from "../../services/store/slos/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 1000;

export function slosHandlers({
  clock,
  slos,
  library,
}: {
  readonly clock: Clock;
  readonly slos: SlosService;
  readonly library: Pick<SloLibrary, "slos" | "save">;
}): Handlers<typeof slosArea> {
  return {
    async *"slos.watch"(_params, { signal }) {
      for await (const _ of changes(slos.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield { slos: [...slos.states], problems: [...slos.problems] };
      }
    },

    async *"slos.history"({ id, days = null }, { signal }) {
      for await (const _ of changes(slos.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const history = slos.history(id, days);
        if (!history) throw new MidwatchError("NOT_FOUND", `This workspace has no SLO ${id}`);
        yield history;
      }
    },

    "slos.rules": async ({ id, format }) => {
      const chosen = library.slos.filter((slo) => id === null || slo.id === id);
      if (chosen.length === 0) throw new MidwatchError("NOT_FOUND", `This workspace has no SLO ${id ?? ""}`.trim());
      const groups = chosen.flatMap(sloRules);
      const name = id ?? "slos";
      return format === "rules"
        ? { fileName: `${name}.rules.yaml`, text: ruleFileText(groups) }
        : { fileName: `${name}.prometheusrule.yaml`, text: prometheusRuleText(resourceName(name), groups) };
    },

    "slos.save": async ({ slo, replaces }) => ({ file: await library.save(slo, replaces) }),
  };
}

/** As Kubernetes takes names: lower case letters, digits, points and dashes. */
function resourceName(id: string): string {
  return id.toLowerCase().replace(/[^a-z0-9.-]+/g, "-");
}
