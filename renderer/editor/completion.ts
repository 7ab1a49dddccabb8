import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { newCompleteStrategy, type PrometheusClient } from "@prometheus-io/codemirror-promql";
import type { MetricKnowledge } from "./MetricKnowledge.ts";
import { metricInfo } from "./metricInfo.ts";

export interface CompletionSource {
  readonly complete: (context: CompletionContext) => Promise<CompletionResult | null>;
}

/** Completion of metrics, labels, values, functions and keywords, as the chosen source knows them. */
export function createCompletion(knowledge: MetricKnowledge): CompletionSource {
  const strategy = newCompleteStrategy({ remote: prometheusClient(knowledge) });
  return {
    async complete(context) {
      if (!context.explicit && isWhole(context)) return null;
      const [result, metrics] = await Promise.all([strategy.promQL(context), knowledge.metricNames()]);
      if (!result) return null;
      const known = new Set(metrics);
      const options = result.options.map((option) =>
        option.type === "constant" && known.has(option.label) ? metricOption(option, knowledge) : option,
      );
      const typed = context.state.sliceDoc(result.from, context.pos);
      const asked = { ...result, options };
      return typed.includes(":") || !metrics.some((name) => name.includes(":")) ? asked : withoutColons(asked);
    },
  };
}

/** Behind a closing bracket the expression may be whole: a list of operators would only stand in the way. */
function isWhole({ state, pos }: CompletionContext): boolean {
  return /[)\]}]\s*$/.test(state.sliceDoc(0, pos));
}

/** `vllm_e2e` finds `vllm:e2e_...` too: until a colon is typed, an underscore stands for it. */
function withoutColons(result: CompletionResult): CompletionResult {
  return {
    ...result,
    ...(result.validFor ? { validFor: /^\w+$/ } : {}),
    options: result.options.map((option) =>
      option.label.includes(":") && option.type === "constant"
        ? { apply: option.label, ...option, displayLabel: option.label, label: option.label.replaceAll(":", "_") }
        : option,
    ),
    getMatch: (_option, matched = []) => matched,
  };
}

/** Buckets make sense together only: they are offered as what their family is. */
function metricOption({ info: _, ...option }: Completion, knowledge: MetricKnowledge): Completion {
  const isBucket = option.label.endsWith("_bucket") && option.detail === "counter";
  return { ...option, ...(isBucket ? { detail: "histogram" } : {}), info: () => metricInfo(option.label, knowledge) };
}

/** What the completion asks of a Prometheus, answered by the source in use. */
function prometheusClient(knowledge: MetricKnowledge): PrometheusClient {
  return {
    metricNames: async () => [...(await knowledge.metricNames())],
    labelNames: async (metric) => [...(await knowledge.labelNames(metric))],
    labelValues: async (label, metric) => [...(await knowledge.labelValues(label, metric))],
    series: async (metric) => (await knowledge.series(metric)).map((labels) => new Map(Object.entries(labels))),
    async metricMetadata() {
      const metadata = await knowledge.metadata();
      return Object.fromEntries([...metadata].map(([name, { type, help }]) => [name, [{ type, help }]]));
    },
    flags: async () => ({}),
  };
}
