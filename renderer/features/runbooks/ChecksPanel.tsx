import type { ReactNode } from "react";
import { useState } from "react";
import type { Review, ReviewCheck } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { Button } from "../../ui/Button.tsx";
import { Checkbox } from "../../ui/Checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./runbooks.module.css";
import { checkStatus, figure } from "./words.ts";

type Check = DeepReadonly<ReviewCheck>;

/** What has to hold before, with its value. A warning may be accepted, by name; it is written down. */
export function ChecksPanel({
  review,
  waiting,
  accepted,
  onAccept,
  onAgain,
  controls,
}: {
  readonly review: DeepReadonly<Review> | null;
  readonly waiting: boolean;
  readonly accepted: ReadonlySet<string>;
  readonly onAccept: (accepted: ReadonlySet<string>) => void;
  readonly onAgain: () => void;
  readonly controls: ReactNode;
}) {
  const checks = review?.checks ?? [];
  const passed = checks.filter(({ state }) => state === "passed").length;
  const open = checks.length - passed;
  return (
    <Panel
      title="Preflight"
      count={review ? `${passed} pass${open > 0 ? `, ${open} ${open === 1 ? "does" : "do"} not` : ""}` : undefined}
      controls={controls}
    >
      {review ? (
        <ul className={styles.rows}>
          {checks.map((check) => (
            <CheckRow
              key={`${check.id} ${check.host}`}
              check={check}
              accepted={accepted.has(check.id)}
              onAccept={(yes) => {
                const next = new Set(accepted);
                if (yes) next.add(check.id);
                else next.delete(check.id);
                onAccept(next);
              }}
              onAgain={onAgain}
            />
          ))}
        </ul>
      ) : (
        <p className={styles.note}>{waiting ? "Asking…" : "Choose a target: then it is asked."}</p>
      )}
    </Panel>
  );
}

function CheckRow({
  check,
  accepted,
  onAccept,
  onAgain,
}: {
  readonly check: Check;
  readonly accepted: boolean;
  readonly onAccept: (accepted: boolean) => void;
  readonly onAgain: () => void;
}) {
  const { call } = useClient();
  const [taking, setTaking] = useState(false);
  const { title, text, host, state, severity, value, problem, holder } = check;
  const status = checkStatus(check);
  return (
    <li className={cx(status === "warning" && styles.warn)}>
      <StatusIcon status={status} label={state === "passed" ? "Passed" : severity === "warn" ? "Warning" : "Blocks"} />
      <div>
        <strong>{title}</strong>
        {host === null ? null : <span className="fg3"> {host}</span>}
        <code>{text}</code>
        {problem === null ? null : <span className={status === "warning" ? "warning" : "critical"}>{problem}</span>}
      </div>
      <div className="row">
        {state !== "passed" && severity === "warn" ? (
          <Checkbox selected={accepted} onChange={onAccept}>
            Accepted
          </Checkbox>
        ) : null}
        {holder !== null && host !== null ? (
          <Button
            size="sm"
            variant="dangerOutline"
            isDisabled={taking}
            onPress={() => {
              setTaking(true);
              call("runbooks.takeLock", { host, holder })
                .then(onAgain, reportProblem(`The lock of ${host} was not taken over`))
                .finally(() => setTaking(false));
            }}
          >
            Take over
          </Button>
        ) : null}
        <span className={styles.figure}>{value === null ? "" : figure(value)}</span>
      </div>
    </li>
  );
}
