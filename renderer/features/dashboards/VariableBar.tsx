import { useEffect, useState } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { Dashboard, Variable } from "../../../shared/domain/dashboards/model.ts";
import { allValue } from "../../../shared/domain/dashboards/variables.ts";
import { MultiSelect } from "../../ui/MultiSelect.tsx";
import { Select } from "../../ui/Select.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { TooltipText } from "../../ui/Tooltip.tsx";
import styles from "./DashboardPage.module.css";
import type { EvaluatedVariables } from "./useVariables.ts";

type Evaluated = EvaluatedVariables[number];

/** The variables that are not hidden, and which source stands for each data source that is named. */
export function VariableBar({
  dashboard,
  evaluated,
  sources,
  sourceOf,
  onVariable,
  onSource,
}: {
  readonly dashboard: DeepReadonly<Dashboard>;
  readonly evaluated: EvaluatedVariables;
  readonly sources: readonly string[];
  readonly sourceOf: (name: string) => string;
  readonly onVariable: (name: string, values: readonly string[]) => void;
  readonly onSource: (name: string, source: string) => void;
}) {
  const shown = dashboard.variables.filter(
    ({ hide, kind }) => hide !== "all" && kind !== "constant" && kind !== "adhoc",
  );
  if (shown.length + dashboard.sources.length === 0) return null;
  const options = sources.map((name) => ({ id: name, label: name }));
  return (
    <section className={styles.variables} aria-label="Variables">
      {shown.map((variable) => {
        const own = evaluated.find(({ name }) => name === variable.name);
        return own ? (
          <div key={variable.name} className={styles.variable}>
            {variable.hide === "label" ? null : <span>{variable.label}</span>}
            <Control variable={variable} evaluated={own} onChange={(values) => onVariable(variable.name, values)} />
            {own.problem === null ? null : (
              <TooltipText content={own.problem}>
                <StatusIcon status="warning" size={12} label={`Its choices are not known: ${own.problem}`} />
              </TooltipText>
            )}
          </div>
        ) : null;
      })}
      {dashboard.sources.map(({ name, label }) => (
        <div key={`source ${name}`} className={styles.variable}>
          <span>Source for {label}</span>
          <Select
            label={`Source for ${label}`}
            options={options}
            value={sourceOf(name)}
            onChange={(source) => onSource(name, source)}
          />
        </div>
      ))}
    </section>
  );
}

function Control({
  variable,
  evaluated,
  onChange,
}: {
  readonly variable: DeepReadonly<Variable>;
  readonly evaluated: Evaluated;
  readonly onChange: (values: readonly string[]) => void;
}) {
  const { choices, chosen, isAll } = evaluated;
  const values = isAll ? [allValue] : chosen.map(({ value }) => value);
  if (variable.kind === "textbox" || variable.kind === "unknown") {
    return <Typed label={variable.label} value={chosen[0]?.value ?? ""} onChange={(text) => onChange([text])} />;
  }
  const options = [
    ...(variable.includeAll ? [{ id: allValue, label: "All" }] : []),
    ...choices.map(({ text, value }) => ({ id: value, label: text })),
  ];
  return (
    <MultiSelect
      label={variable.label}
      options={options}
      selected={values}
      single={!variable.multi}
      summary={summaryOf(evaluated)}
      onChange={(next) => onChange(withoutContradiction(values, next))}
    />
  );
}

function summaryOf({ choices, chosen, isAll }: Evaluated): string {
  if (isAll) return "All";
  if (chosen.length === 0) return choices.length === 0 ? "no values" : "none";
  return chosen.length > 3 ? `${chosen.length} of ${choices.length}` : chosen.map(({ text }) => text).join(", ");
}

/** All and single values exclude each other: the one just picked wins; nothing picked is what was there. */
function withoutContradiction(before: readonly string[], next: readonly string[]): readonly string[] {
  if (next.length === 0) return before;
  if (!next.includes(allValue)) return next;
  return before.includes(allValue) && next.length > 1 ? next.filter((value) => value !== allValue) : [allValue];
}

/** Taken over on Enter or when it is left. */
function Typed({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const take = () => {
    if (text !== value) onChange(text);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notices that the field is left
    <span onBlur={take}>
      <TextInput label={label} hideLabel value={text} onChange={setText} onSubmit={take} />
    </span>
  );
}
