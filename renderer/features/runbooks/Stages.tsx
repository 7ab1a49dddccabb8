import styles from "./runbooks.module.css";

const stages = ["Review", "Run", "Verify"] as const;

/** Where one is: what is past, what is now, what comes. */
export function Stages({ now }: { readonly now: (typeof stages)[number] }) {
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map((stage, index) => (
        <li key={stage} className={styles.stage} aria-current={stage === now ? "step" : undefined}>
          <b>{index + 1}</b>
          {stage}
        </li>
      ))}
    </ol>
  );
}
