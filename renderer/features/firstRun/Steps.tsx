import { statusStore } from "../../state/statusStore.ts";
import styles from "./FirstRun.module.css";

export type StepId = "hosts" | "keys";

export interface StepText {
  readonly id: StepId;
  readonly name: string;
  readonly detail: string;
  /** Something is to be done here. */
  readonly open: boolean;
}

export function Steps({
  steps,
  current,
  onStep,
}: {
  readonly steps: readonly StepText[];
  readonly current: StepId;
  readonly onStep: (id: StepId) => void;
}) {
  return (
    <aside className={styles.steps} aria-label="Steps">
      {steps.map((step, index) => (
        <button
          key={step.id}
          type="button"
          className={styles.step}
          aria-current={step.id === current ? "step" : undefined}
          onClick={() => onStep(step.id)}
        >
          <span className={styles.number}>{index + 1}</span>
          <span>
            <span className={styles.stepName}>{step.name}</span>
            <span className={step.open ? "small info" : "small fg3"}>{step.detail}</span>
          </span>
        </button>
      ))}
      <DemoCard />
    </aside>
  );
}

function DemoCard() {
  const demo = statusStore((state) => state.info?.demo);
  if (demo) return null;
  return (
    <section className={styles.demo}>
      <h2>Try the demo fleet</h2>
      <p>
        Simulated GPU hosts behind real SSH servers on this machine. It runs beside this workspace and changes nothing
        in it. In the project folder:
      </p>
      <code>npm run demo</code>
    </section>
  );
}
