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
import { PromqlText } from "../../ui/PromqlText.tsx";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./runbooks.module.css";
import { checkStatus, figure } from "./words.ts";

type Check = DeepReadonly<ReviewCheck>;

const figureTone: Readonly<Partial<Record<Status, string>>> = { ok: "ok", warning: "warning", failed: "critical" };

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
  return (
    <Panel
      title="Preflight"
      count={review ? <Counts checks={checks} accepted={accepted} /> : undefined}
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

/** How many hold, and what became of the others. */
function Counts({ checks, accepted }: { readonly checks: readonly Check[]; readonly accepted: ReadonlySet<string> }) {
  const failing = checks.filter(({ state }) => state !== "passed");
  const taken = failing.filter(({ id }) => accepted.has(id)).length;
  const open = failing.length - taken;
  const openTone = failing.some((check) => !accepted.has(check.id) && checkStatus(check) !== "warning");
  return (
    <>
      <span className="ok">{checks.length - failing.length} pass</span>
      {taken > 0 ? <span className="warning">{`, ${taken} accepted`}</span> : null}
      {open > 0 ? (
        <span className={openTone ? "critical" : "warning"}>{`, ${open} ${open === 1 ? "does" : "do"} not`}</span>
      ) : null}
    </>
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
        <code>
          <PromqlText>{text}</PromqlText>
        </code>
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
            isPending={taking}
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
        <span className={cx(styles.figure, figureTone[status])}>{value === null ? "" : figure(value, text)}</span>
      </div>
    </li>
  );
}
