import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { createCompletion } from "./completion.ts";
import type { MetricKnowledge } from "./MetricKnowledge.ts";
import { type EditorProblem, PromqlEditor } from "./PromqlEditor.ts";

export interface PromqlFieldHandle {
  focus(): void;
}

/** The PromQL editor as a component; React owns its element only. */
export function PromqlField({
  label,
  placeholder = "",
  text,
  knowledge,
  problems,
  onChange,
  onRun,
  className,
  ref,
}: {
  readonly label: string;
  readonly placeholder?: string;
  readonly text: string;
  readonly knowledge: MetricKnowledge;
  readonly problems: readonly EditorProblem[];
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly className?: string | undefined;
  readonly ref?: Ref<PromqlFieldHandle> | undefined;
}) {
  const element = useRef<HTMLDivElement>(null);
  const editor = useRef<PromqlEditor>(null);
  const change = useEffectEvent(onChange);
  const run = useEffectEvent(onRun);
  const start = useEffectEvent(
    (place: HTMLElement) => new PromqlEditor(place, { text, label, placeholder, onChange: change, onRun: run }),
  );

  useEffect(() => {
    if (!element.current) return undefined;
    const created = start(element.current);
    editor.current = created;
    return () => {
      editor.current = null;
      created.dispose();
    };
  }, []);

  // Before anything else is typed: later, an old text would take the place of a newer one.
  useLayoutEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.setCompletion(createCompletion(knowledge)), [knowledge]);
  useEffect(() => editor.current?.setProblems(problems), [problems]);
  useImperativeHandle(ref, () => ({ focus: () => editor.current?.focus() }), []);

  return <div ref={element} className={className} data-typing />;
}
