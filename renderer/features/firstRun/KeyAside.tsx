import { KeyRound, X } from "lucide-react";
import { ChangedKey, RevokedKey } from "../../app/hostKey/RefusedKey.tsx";
import { TrustKey } from "../../app/hostKey/TrustKey.tsx";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import styles from "./FirstRun.module.css";
import { type HostRow, type KeyQuestion, refusedKeys, rowStatus } from "./rows.ts";

export interface KeyAsideProps {
  readonly rows: readonly HostRow[];
  readonly selected: HostRow | null;
  readonly questions: readonly KeyQuestion[];
  readonly question: KeyQuestion | null;
  readonly knownHostsFile: string;
  readonly busy: boolean;
  readonly remember: boolean;
  readonly onRemember: (remember: boolean) => void;
  readonly onTrust: () => void;
  readonly onSkip: () => void;
  /** Narrow windows show this as a drawer. */
  readonly open: boolean;
  readonly onClose: () => void;
}

/** What needs a person: the key in question, refused keys, why the selected host failed. */
export function KeyAside(props: KeyAsideProps) {
  const { rows, selected, questions, question, open, onClose } = props;
  const refused = refusedKeys(rows);
  const failed = selected?.check.kind === "failed" ? selected : null;
  return (
    <aside className={cx(styles.aside, open && styles.asideOpen)} aria-label="Review">
      <span className={styles.asideClose}>
        <Button variant="ghost" icon={X} aria-label="Close review" onPress={onClose} />
      </span>
      {failed ? <FailedCheck row={failed} /> : null}
      {question ? (
        <TrustKey
          {...question}
          knownHostsFile={props.knownHostsFile}
          waiting={question.hosts.filter((host) => host !== question.hop)}
          place={`${questions.indexOf(question) + 1} of ${questions.length}`}
          busy={props.busy}
          remember={props.remember}
          onRemember={props.onRemember}
          onTrust={props.onTrust}
          onSkip={props.onSkip}
          trustKeys="T"
        />
      ) : null}
      {refused.length > 0 && question ? <hr /> : null}
      {refused.map((key) =>
        key.kind === "hostKeyChanged" ? <ChangedKey key={key.hop} {...key} /> : <RevokedKey key={key.hop} {...key} />,
      )}
      {!question && refused.length === 0 && !failed ? (
        <EmptyState icon={KeyRound} title="No host key to review">
          Keys of hosts you connect to for the first time are asked about here, one by one.
        </EmptyState>
      ) : null}
    </aside>
  );
}

function FailedCheck({ row }: { readonly row: HostRow }) {
  const { status, word, detail } = rowStatus(row);
  return (
    <section className={styles.failed}>
      <h2>
        <StatusIcon status={status} size={14} />
        <span>
          <span className="mono">{row.candidate.name}</span>: {word.toLowerCase()}
        </span>
      </h2>
      <p>{detail}</p>
      <p className="fg3">You can watch it all the same: Midwatch keeps trying, unless the login failed.</p>
    </section>
  );
}
