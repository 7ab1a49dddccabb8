import { type Ref, useEffect, useState } from "react";
import { useNoteQuery } from "../../app/useNoteQuery.ts";
import { cx } from "../../ui/cx.ts";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./Logs.module.css";

/** Typed text is asked for after this long without a key. */
const settleMs = 250;
/** And counts as what was meant after this long. */
const meantMs = 3000;

/** The filter in its own language; asked for as one types. */
export function FilterField({
  value,
  problem,
  onChange,
  askedOf,
  inputRef,
}: {
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
  /** The sources that are asked, for the audit log; what buttons and links put into the field is not typed. */
  readonly askedOf: string;
  readonly inputRef: Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), settleMs);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  const note = useNoteQuery();
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null || typed.trim() === "" || typed !== value) return undefined;
    const timer = setTimeout(() => {
      note({ language: "logs", source: askedOf, text: typed });
      setTyped(null);
    }, meantMs);
    return () => clearTimeout(timer);
  }, [typed, value, note, askedOf]);
  return (
    <div className={styles.filter}>
      <input
        ref={inputRef}
        className={cx(styles.filterInput, "mono", problem !== null && styles.invalid)}
        aria-label="Filter log lines"
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : "log-filter-problem"}
        placeholder={'timeout "KV cache" -health level:error status=504, or {LogQL}, or lucene: a query string'}
        spellCheck="false"
        autoComplete="off"
        data-filter=""
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(text);
          if (event.key === "Escape" && text !== "") {
            event.stopPropagation();
            setText("");
            onChange("");
          }
        }}
      />
      {problem === null ? null : (
        <p id="log-filter-problem" className={styles.filterProblem} role="alert">
          <StatusIcon status="failed" size={10} /> {problem}
        </p>
      )}
    </div>
  );
}
