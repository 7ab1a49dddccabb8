import { describedMetric, type MetricKnowledge } from "./MetricKnowledge.ts";

const mostLabels = 8;

/** What is known of a metric, beside the list of completions: its type and help at once, its series when they have been counted. */
export async function metricInfo(name: string, knowledge: MetricKnowledge): Promise<Node> {
  const [described, series] = await Promise.all([
    knowledge.metadata().then((metadata) => describedMetric(metadata, name)),
    knowledge.series(name),
  ]);
  const labels = new Set(series.flatMap((each) => Object.keys(each)));
  labels.delete("__name__");
  const panel = element("div", "metricInfo");
  panel.append(
    element("h3", "", described ? capitalised(described.type) : "Metric"),
    element("p", "", described?.help || "The target gives no help for this metric."),
    facts([
      ["Series", series.length.toLocaleString("en-US")],
      ["Labels", labelText([...labels].sort())],
      ...(described?.unit ? [["Unit", described.unit] as const] : []),
    ]),
  );
  return panel;
}

function facts(rows: readonly (readonly [string, string])[]): HTMLElement {
  const list = element("dl", "");
  for (const [term, text] of rows) list.append(element("dt", "", term), element("dd", "", text));
  return list;
}

function labelText(labels: readonly string[]): string {
  if (labels.length === 0) return "none";
  const more = labels.length > mostLabels ? `, ${labels.length - mostLabels} more` : "";
  return `${labels.slice(0, mostLabels).join(", ")}${more}`;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}
