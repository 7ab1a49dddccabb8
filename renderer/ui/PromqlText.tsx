import { useMemo } from "react";
import { highlightQuery } from "../../shared/domain/promql/highlightQuery.ts";
import styles from "./PromqlText.module.css";

/** A query to read, in the colours of the editor; what is no query stays as it is. */
export function PromqlText({ children }: { readonly children: string }) {
  const pieces = useMemo(() => highlightQuery(children), [children]);
  if (pieces === null) return children;
  return pieces.map(({ start, text, kind }) => (
    <span key={start} className={styles[kind]}>
      {text}
    </span>
  ));
}
