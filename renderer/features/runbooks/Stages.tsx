import { Check } from "lucide-react";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/Icon.tsx";
import styles from "./runbooks.module.css";

const stages = ["Review", "Run", "Verify"] as const;

/** Where one is: what is past, what is now, what comes. */
export function Stages({ now }: { readonly now: (typeof stages)[number] }) {
  const at = stages.indexOf(now);
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map((stage, index) => (
        <li
          key={stage}
          className={cx(styles.stage, index < at && styles.past)}
          aria-current={stage === now ? "step" : undefined}
        >
          <b>{index < at ? <Icon of={Check} size={12} /> : index + 1}</b>
          {stage}
          {index < at ? <span className="visuallyHidden"> done</span> : null}
        </li>
      ))}
    </ol>
  );
}
